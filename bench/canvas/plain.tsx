import '@xyflow/react/dist/style.css';
import './page.css';
import { MiniMap, ReactFlow, useEdgesState, useNodesState } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import { CARD } from '../../designer/static/js/model/geometry';
import { asked } from './asked';
import { scenarioOf } from './graph';
import './measure';

/** The library by itself: its own nodes with a label, its own lines, nothing of ours. */
function Plain() {
  const { count, view } = asked();
  const scenario = scenarioOf(count, true);
  const [nodes, , onNodesChange] = useNodesState(
    scenario.nodes.map((node) => ({
      id: node.id,
      position: { x: scenario.layout?.[node.id]?.[0] ?? 0, y: scenario.layout?.[node.id]?.[1] ?? 0 },
      data: { label: `${node.kind} ${node.id}` },
      style: { width: CARD.width, height: CARD.body },
    })),
  );
  const [edges, , onEdgesChange] = useEdgesState(
    scenario.edges.map((edge, index) => ({
      id: String(index),
      source: edge.from,
      target: edge.to,
      type: 'smoothstep',
    })),
  );
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onlyRenderVisibleElements
      panOnScroll
      minZoom={0.05}
      defaultViewport={view}
    >
      <MiniMap pannable zoomable />
    </ReactFlow>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Plain />);
