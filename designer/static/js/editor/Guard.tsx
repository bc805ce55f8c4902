import { Component, type ReactNode } from 'react';

interface GuardProps {
  /** What is shown in place of what failed. */
  fallback(fault: string): ReactNode;
  /** With another value of it, the children are tried again. */
  of?: unknown;
  children: ReactNode;
}

/** Keeps a fault of one part of the screen from taking the rest away. */
export class Guard extends Component<GuardProps, { fault: string | undefined }> {
  override state: { fault: string | undefined } = { fault: undefined };

  static getDerivedStateFromError(error: unknown): { fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: GuardProps): void {
    if (this.state.fault !== undefined && before.of !== this.props.of) this.setState({ fault: undefined });
  }

  override render(): ReactNode {
    return this.state.fault === undefined ? this.props.children : this.props.fallback(this.state.fault);
  }
}
