using System.Text;

namespace OrleansFederation.Connections;

/// <summary>Things that no proper peer says, from a seed.</summary>
/// <param name="random">The seed's numbers.</param>
/// <param name="wire">For well-formed parts.</param>
internal sealed class Malformed(Random random, WireFormat wire)
{
    private const uint Context = 0x10;
    private const uint CacheUpdates = 0x80;

    /// <summary>No message begins so. Said behind what was spoilt, and may by chance be well-formed still.</summary>
    private static readonly byte[] Nonsense = [.. Enumerable.Repeat((byte)0xFF, 8)];

    /// <summary>Whether what was made last stops in the middle.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Makes one for a port of Orleans.</summary>
    /// <param name="gateway">Whether it is the gateway, rather than the silo port.</param>
    public byte[] Frame(bool gateway)
    {
        var me = gateway ? WireFormat.ClientId("mallory") : WireFormat.SiloId;
        var hello = wire.Preamble(me, gateway ? null : WireFormat.Silo(1 + random.Next(60_000)));
        var header = WireFormat.Header(me);
        byte[] body = [0x20, 0xE0];
        return random.Next(18) switch
        {
            0 => Bytes(random.Next(1, 600)),
            1 => [.. BitConverter.GetBytes(random.Next(int.MinValue, int.MaxValue)), .. Bytes(200)],
            2 => [.. BitConverter.GetBytes(random.Next(1, 1_024)), .. Bytes(1_100)],
            3 => Cut(hello),
            4 => [.. Spoil(hello), .. Nonsense],
            5 => [.. hello, .. Bytes(random.Next(8, 600))],
            6 => [.. hello, .. WireFormat.Message(header, body, random.Next(int.MinValue, 1))],
            7 => [.. hello, .. WireFormat.Message(header, body, int.MaxValue - random.Next(1_000_000), random.Next())],
            8 => [.. hello, .. WireFormat.Message(header, body, bodyLength: random.Next(17 << 20, int.MaxValue))],
            9 => [.. hello, .. Cut(WireFormat.Message(header, body))],
            10 => [.. hello, .. Spoil(WireFormat.Message(header, [.. body, .. Bytes(40)])), .. Nonsense],
            11 => [.. hello, .. WireFormat.Message(header, WireFormat.Nested(random.Next(65, 200_000)))],
            12 => [.. hello, .. WireFormat.Message(WireFormat.Header(me, Context, [.. WireFormat.Varint(1), .. WireFormat.Varint(2), (byte)'x', .. WireFormat.Nested(random.Next(65, 20_000))]), [])],
            13 => [.. hello, .. WireFormat.Message(WireFormat.Header(me, Context, WireFormat.Varint((uint)random.Next(65, int.MaxValue))), body)],
            14 => [.. hello, .. WireFormat.Message(WireFormat.Header(me, CacheUpdates, WireFormat.Varint((uint)random.Next(1, int.MaxValue))), body)],
            15 => [.. hello, .. WireFormat.Message(header, WireFormat.Unknown(random.Next(65, 500_000)))],
            16 => [.. hello, .. WireFormat.Message(header, WireFormat.Claiming(random.Next(1_000, 5_000), 1_000)), .. Nonsense],
            _ => [.. hello, .. WireFormat.Message(WireFormat.Header(me), [0x50, .. WireFormat.Varint((uint)random.Next(1_000, int.MaxValue)), .. Bytes(50)])],
        };
    }

    /// <summary>Makes one for the HTTP port.</summary>
    public byte[] Request() => random.Next(10) switch
    {
        0 => Bytes(random.Next(1, 600)),
        1 => Text("GET /hello HTTP/9.9\r\n\r\n"),
        2 => Text("GET /hello HTTP/1.1\r\n\r\n"),
        3 => Text("GET /" + new string('a', 9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        4 => Text("GET /hello HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: y\r\n")) + "\r\n"),
        5 => Text("GET /hello HTTP/1.1\r\nHost: x\r\nX: " + new string('a', 40_000) + "\r\n\r\n"),
        6 => Text($"PUT /body HTTP/1.1\r\nHost: x\r\nContent-Length: {random.Next(2 << 20, int.MaxValue)}\r\n\r\nx"),
        7 => Text("PUT /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"),
        8 => Text("PUT /body HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"),
        _ => Cut(Text("GET /hello HTTP/1.1\r\nHost: x\r\nX: y\r\n\r\n")),
    };

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Cut(byte[] bytes)
    {
        IsCut = true;
        return bytes[..random.Next(1, bytes.Length)];
    }

    private byte[] Spoil(byte[] bytes)
    {
        // Lengths stay as they are; what they span does not.
        for (var i = 0; i < 1 + random.Next(4); i++)
        {
            bytes[random.Next(4, bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }
}
