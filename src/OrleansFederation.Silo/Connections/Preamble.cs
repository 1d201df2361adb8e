using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;

namespace OrleansFederation.Connections;

/// <summary>With what an Orleans connection begins: who speaks. Its own type in Orleans is internal; its fields are numbered and do not change.</summary>
/// <param name="Node">The client, or the id that all silos share.</param>
/// <param name="Silo">The silo's address; null for clients.</param>
internal sealed record Preamble(GrainId Node, SiloAddress? Silo)
{
    /// <summary>The longest that Orleans writes and reads.</summary>
    public const int MostBytes = 1_024;

    private const int Nesting = 8;
    private const uint NodeField = 1;
    private const uint SiloField = 2;

    /// <summary>Reads one; null where it is malformed.</summary>
    public static Preamble? Read(ReadOnlySequence<byte> bytes, SerializerSessionPool sessions)
    {
        var scan = new FrameScan(bytes);
        if (!scan.TrySkipField(Nesting) || scan.Remaining > 0)
        {
            return null;
        }

        using var session = sessions.GetSession();
        var reader = Reader.Create(bytes, session);
        try
        {
            reader.ReadFieldHeader().EnsureWireTypeTagDelimited();
            var (id, node, silo) = (0u, default(GrainId), default(SiloAddress));
            while (true)
            {
                var field = reader.ReadFieldHeader();
                if (field.IsEndBaseOrEndObject)
                {
                    return new(node, silo);
                }

                id += field.FieldIdDelta;
                if (id == NodeField)
                {
                    node = session.CodecProvider.GetCodec<GrainId>().ReadValue(ref reader, field);
                }
                else if (id == SiloField)
                {
                    silo = session.CodecProvider.GetCodec<SiloAddress>().ReadValue(ref reader, field);
                }
                else
                {
                    reader.ConsumeUnknownField(field);
                }
            }
        }
        catch (Exception fault) when (fault is not (OutOfMemoryException or AccessViolationException))
        {
            // Whatever a codec makes of rubbish, the peer is refused for it by whoever asked; there is nothing else in it to know.
            return null;
        }
    }
}
