"""The scenario library: packs of complete scenarios, each ready to be taken into a workspace.

``shelf`` reads the packs, ``needs`` says what a scenario must know of the contacts, ``people`` and
``month`` let one live with people made up for it, ``taking`` copies one into the workspace under the
workspace's own names.
"""
