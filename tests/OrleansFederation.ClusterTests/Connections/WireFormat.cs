using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;

namespace OrleansFederation.Connections;

/// <summary>Writes what Orleans connections say, well-formed.</summary>
internal sealed class WireFormat(IServiceProvider services)
{
    private const uint Request = 1 << 16;

    private readonly SerializerSessionPool _sessions = services.GetRequiredService<SerializerSessionPool>();

    public static GrainId ClientId(string name) => GrainId.Create("sys.client", name);

    public static GrainId SiloId => GrainId.Create("silo", "01111111-1111-1111-1111-111111111111");

    public static SiloAddress Silo(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1);

    /// <summary>A preamble with its length before it.</summary>
    public byte[] Preamble(GrainId node, SiloAddress? silo, string cluster = GuardedSilo.Cluster)
    {
        using var session = _sessions.GetSession();
        var buffer = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(buffer, session);
        writer.WriteStartObject(0, typeof(object), typeof(object));
        ByteCodec.WriteField(ref writer, 0, 1);
        session.CodecProvider.GetCodec<GrainId>().WriteField(ref writer, 1, typeof(GrainId), node);
        session.CodecProvider.GetCodec<SiloAddress>().WriteField(ref writer, 1, typeof(SiloAddress), silo!);
        StringCodec.WriteField(ref writer, 1, cluster);
        writer.WriteEndObject();
        writer.Commit();
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, buffer.WrittenCount);
        return [.. length, .. buffer.WrittenSpan];
    }

    /// <summary>A message of a header and a body.</summary>
    public static byte[] Message(byte[] header, byte[] body, int? headerLength = null, int? bodyLength = null)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(head, headerLength ?? header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), bodyLength ?? body.Length);
        return [.. head, .. header, .. body];
    }

    /// <summary>The header of a request.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="flags">Which further parts follow.</param>
    /// <param name="rest">These parts.</param>
    public static byte[] Header(GrainId sender, uint flags = 0, params byte[] rest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(buffer, null!);
        writer.WriteUInt32(Request | flags);
        writer.WriteInt64(1);
        foreach (var id in new[] { sender.Type.Value, sender.Key, IdSpan.Create("of.nobody"), IdSpan.Create("x") })
        {
            IdSpanCodec.WriteRaw(ref writer, id);
        }

        writer.WriteVarUInt32(0);
        writer.WriteVarUInt32(0);
        writer.Write(rest);
        writer.Commit();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A number as Orleans writes numbers of varying length.</summary>
    public static byte[] Varint(uint value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(buffer, null!);
        writer.WriteVarUInt32(value);
        writer.Commit();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A message of the platform with a field that it does not know, and objects in objects there, so deep.</summary>
    public static byte[] Unknown(int depth)
    {
        var name = "of.problem"u8;
        return [0x30, 1, .. BitConverter.GetBytes(0), .. Varint((uint)name.Length), .. name, .. Enumerable.Repeat((byte)0x26, depth), .. Enumerable.Repeat((byte)0xE0, depth + 1)];
    }

    /// <summary>Lists in lists, each of which claims as many elements as bytes follow.</summary>
    public static byte[] Claiming(int lists, int bytes) =>
    [
        .. Enumerable.Range(0, lists).SelectMany(_ => (byte[])[0x20, 0x00, .. Varint((uint)bytes), 0xE0]).Prepend((byte)0x20), 0x41, .. Varint((uint)bytes), .. new byte[bytes], 0xE0,
    ];

    /// <summary>Objects in objects, so deep.</summary>
    public static byte[] Nested(int depth) => [.. Enumerable.Repeat((byte)0x20, depth), .. Enumerable.Repeat((byte)0xE0, depth)];
}
