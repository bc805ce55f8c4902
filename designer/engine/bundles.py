# mypy: disable-error-code="no-untyped-def,misc,untyped-decorator,no-any-return"
"""The arrays of a tuple behind one pointer, so that compiled functions hand it on for nothing.

Compiled code takes a tuple of arrays apart at every call and counts who holds each of them: longer to
compile, and several times slower. A block is a list of addresses instead. Nothing in it is counted, so that
whoever makes one keeps the arrays for as long as it is used. Interpreted code takes the tuples as they are,
with the fields of records as attributes.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np

from designer.engine.jit import compiled

if compiled:
    import numba
    from numba import types
    from numba.core import cgutils
    from numba.core.imputils import lower_getattr_generic
    from numba.core.typing.templates import AttributeTemplate, infer_getattr
    from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
    from numba.np.arrayobj import populate_array

    class BlockKind(types.Type):
        """The type of a block: its name, and the types of its fields in order."""

        def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
            self.fields = fields
            #: Where each field starts, in words: an array is its address, its shape and its strides.
            self.places: dict[str, tuple[int, Any]] = {}
            place = 0
            for field, kind in fields:
                self.places[field] = place, kind
                place += 1 + 2 * kind.ndim if isinstance(kind, types.Array) else 1
            self.size = place
            # the name is part of the names of compiled functions
            digest = blake2b(repr(fields).encode(), digest_size=8).hexdigest()
            super().__init__(name=f"Block({name}, {digest})")

    @register_model(BlockKind)
    class _BlockModel(models.OpaqueModel):
        """One pointer."""

    class Block:
        """The addresses of some arrays, and the arrays."""

        __slots__ = ("address", "kept", "kind", "words")

        def __init__(self, kind: BlockKind, kept: tuple[Any, ...]) -> None:
            words: list[int] = []
            for part in kept:
                if isinstance(part, Block):
                    words.append(part.address)
                else:
                    words += [part.ctypes.data, *part.shape, *part.strides]
            self.kind, self.kept = kind, kept
            self.words = np.array(words, np.int64)
            self.address = int(self.words.ctypes.data)

    @typeof_impl.register(Block)
    def _typeof(block, _context):
        return block.kind

    @unbox(BlockKind)
    def _unbox(_kind, block, c):
        number = c.pyapi.object_getattr_string(block, "address")
        address = c.pyapi.long_as_voidptr(number)
        c.pyapi.decref(number)
        return NativeValue(address, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))

    @infer_getattr
    class _Fields(AttributeTemplate):
        """What type a field has."""

        key = BlockKind

        def generic_resolve(self, kind, field):
            """The type of a field; nothing where there is none of that name."""
            found = kind.places.get(field)
            return None if found is None else found[1]

    @lower_getattr_generic(BlockKind)
    def _field(context, builder, kind, block, field):
        place, wanted = kind.places[field]
        word = context.get_value_type(types.intp)
        words = builder.bitcast(block, word.as_pointer())

        def at(number):
            there = builder.gep(words, [context.get_constant(types.intp, place + number)])
            return builder.load(there)

        if isinstance(wanted, BlockKind):
            return builder.inttoptr(at(0), context.get_value_type(wanted))
        array = context.make_array(wanted)(context, builder)
        sides = wanted.ndim
        populate_array(
            array,
            data=builder.inttoptr(at(0), array.data.type),
            shape=cgutils.pack_array(builder, [at(1 + side) for side in range(sides)]),
            strides=cgutils.pack_array(builder, [at(1 + sides + side) for side in range(sides)]),
            itemsize=context.get_constant(
                types.intp, context.get_abi_sizeof(context.get_data_type(wanted.dtype))
            ),
            meminfo=None,
        )
        return array._getvalue()

    _KINDS: dict[tuple[Any, ...], BlockKind] = {}

    def _block(arrays: Any) -> Block:
        parts = tuple(one if isinstance(one, np.ndarray) else _block(one) for one in arrays)
        key = (
            type(arrays),
            *(part.kind if isinstance(part, Block) else (part.dtype, part.ndim) for part in parts),
        )
        kind = _KINDS.get(key)
        if kind is None:
            fields = ((part.kind if isinstance(part, Block) else numba.typeof(part)) for part in parts)
            kind = BlockKind(type(arrays).__name__, tuple(zip(arrays._fields, fields, strict=True)))
            _KINDS[key] = kind
        return Block(kind, parts)


def bundle(arrays: Any) -> Any:
    """A tuple of arrays (and of such tuples) as compiled functions take it; arrays lie in one piece each."""
    if compiled:
        return _block(arrays)
    if isinstance(arrays, np.ndarray):
        return arrays.view(np.recarray) if arrays.dtype.names else arrays
    return type(arrays)(*(bundle(one) for one in arrays))
