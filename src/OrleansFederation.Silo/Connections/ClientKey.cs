using System.Buffers;

namespace OrleansFederation.Connections;

/// <summary>The client that a gateway connection belongs to. Its messages come from it or from its observers, whose keys are its own, a plus sign, and more.</summary>
internal sealed class ClientKey
{
    private readonly byte[] _type;
    private readonly byte[] _key;

    private ClientKey(GrainId id, int length) => (_type, _key) = (id.Type.AsSpan().ToArray(), id.Key.AsSpan()[..length].ToArray());

    /// <summary>Makes the key of a client; null where the id is not a client's.</summary>
    public static ClientKey? Of(GrainId id) =>
        !id.IsClient() ? null : new(id, id.Key.AsSpan().IndexOf((byte)'+') is >= 0 and var plus ? plus : id.Key.AsSpan().Length);

    /// <summary>Whether a sender is the client or one of its observers.</summary>
    public bool Owns(ReadOnlySequence<byte> type, ReadOnlySequence<byte> key)
    {
        if (type.Length != _type.Length || key.Length < _key.Length || !Same(type, _type) || !Same(key.Slice(0, _key.Length), _key))
        {
            return false;
        }

        return key.Length == _key.Length || key.Slice(_key.Length, 1).FirstSpan[0] == (byte)'+';
    }

    private static bool Same(ReadOnlySequence<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.IsSingleSegment)
        {
            return left.FirstSpan.SequenceEqual(right);
        }

        Span<byte> copy = stackalloc byte[right.Length];
        left.CopyTo(copy);
        return copy.SequenceEqual(right);
    }
}
