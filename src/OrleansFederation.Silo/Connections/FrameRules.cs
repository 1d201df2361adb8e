using System.Buffers;

namespace OrleansFederation.Connections;

/// <summary>What a message may look like at a port.</summary>
/// <param name="HeaderBytes">The largest header.</param>
/// <param name="BodyBytes">The largest body.</param>
/// <param name="Nesting">The deepest nesting.</param>
/// <param name="Strict">Whether a message may claim no more elements than it has bytes: lists in lists could else make Orleans set aside their product.</param>
internal sealed record FrameRules(int HeaderBytes, int BodyBytes, int Nesting, bool Strict)
{
    // Types of grains and interfaces are names of ours or of Orleans; it keeps 128,000 of those it has met, whoever sent them.
    private const int LongestTypeName = 512;
    private const int LongestKey = 4_096;
    private const int LongestSiloAddress = 64;
    private const int MostContextEntries = 64;
    private const int SmallClaim = 64 << 10;

    private const int HasContext = 0x10;
    private const int HasInterfaceVersion = 0x20;
    private const int HasInterfaceType = 0x40;
    private const int HasCacheUpdates = 0x80;
    private const int HasTimeToLive = 0x100;

    /// <summary>Checks the lengths at the head of a message.</summary>
    /// <returns>Why it is refused; null where it is not.</returns>
    public string? CheckLengths(int header, int body) =>
        header <= 0 || header > HeaderBytes ? $"a message header of {header} bytes, where 1 to {HeaderBytes} are allowed"
        : body < 0 || body > BodyBytes ? $"a message body of {body} bytes, where at most {BodyBytes} are allowed"
        : null;

    /// <summary>Checks a message.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="body">Its body.</param>
    /// <param name="client">The key of the client that sends it, which may not speak for others; null where the sender may be anybody.</param>
    /// <returns>Why it is refused; null where it is not.</returns>
    public string? Check(ReadOnlySequence<byte> header, ReadOnlySequence<byte> body, ClientKey? client)
    {
        if (CheckHeader(header, client) is { } refusal)
        {
            return refusal;
        }

        if (body.IsEmpty)
        {
            return null;
        }

        var scan = new FrameScan(body);
        if (!scan.TrySkipField(Nesting) || scan.Remaining > 0)
        {
            return "a message body that is malformed, or nested too deep";
        }

        return Strict && scan.Claimed > body.Length + SmallClaim ? "a message body that claims more than it holds" : null;
    }

    private string? CheckHeader(ReadOnlySequence<byte> header, ClientKey? client)
    {
        const string Malformed = "a message header that is malformed";
        var scan = new FrameScan(header);
        if (!scan.TryRead(out int flags) || !scan.TrySkip(8)
            || !TryReadId(ref scan, LongestTypeName, out var type) || !TryReadId(ref scan, LongestKey, out var key))
        {
            return Malformed;
        }

        if (client is not null && !client.Owns(type, key))
        {
            return "a message in the name of somebody else";
        }

        var fits = TryReadId(ref scan, LongestTypeName, out _) && TryReadId(ref scan, LongestKey, out _)
            && TrySkipSilo(ref scan) && TrySkipSilo(ref scan)
            && ((flags & HasTimeToLive) == 0 || scan.TrySkip(4))
            && ((flags & HasInterfaceType) == 0 || TryReadId(ref scan, LongestTypeName, out _))
            && ((flags & HasInterfaceVersion) == 0 || scan.TryReadVarint(out _))
            && ((flags & HasCacheUpdates) == 0 || TrySkipCacheUpdates(ref scan))
            && ((flags & HasContext) == 0 || TrySkipContext(ref scan));
        return fits && scan.Remaining == 0 ? null : Malformed;
    }

    private static bool TryReadId(ref FrameScan scan, int longest, out ReadOnlySequence<byte> id)
    {
        id = default;
        return scan.TryReadVarint(out var length) && length <= longest
            && (length == 0 || (scan.TrySkip(4) && scan.TryRead((int)length, out id)));
    }

    private static bool TrySkipSilo(ref FrameScan scan) => scan.TryReadVarint(out var length) && length <= LongestSiloAddress && scan.TrySkip(length);

    private bool TrySkipCacheUpdates(ref FrameScan scan)
    {
        if (!scan.TryReadVarint(out var count))
        {
            return false;
        }

        // Each takes bytes, so that a count without content ends at once.
        for (; count > 0; count--)
        {
            if (!scan.TrySkipField(Nesting))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkipContext(ref FrameScan scan)
    {
        if (!scan.TryReadVarint(out var count) || count > MostContextEntries)
        {
            return false;
        }

        for (; count > 0; count--)
        {
            if (!scan.TryReadVarint(out var length) || !scan.TrySkip(length == 0 ? 0 : length - 1) || !scan.TrySkipField(Nesting))
            {
                return false;
            }
        }

        return true;
    }
}
