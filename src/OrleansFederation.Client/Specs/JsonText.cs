using System.Text;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Specs;

/// <summary>Reads a JSON document into nodes.</summary>
internal static class JsonText
{
    /// <summary>Reads a document.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <exception cref="FederationException">FED1007 with line and column.</exception>
    public static DocumentNode Read(string text, string file)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Lines lines = new(bytes);
        Utf8JsonReader reader = new(bytes, new JsonReaderOptions { MaxDepth = SpecFault.MaximumDepth });
        try
        {
            reader.Read();
            var root = ReadNode(ref reader, lines, file);

            // What follows the document is an error, which the reader finds when it is asked for more.
            reader.Read();
            return root;
        }
        catch (JsonException fault)
        {
            var at = lines.At(Math.Min(bytes.Length, lines.Start(fault.LineNumber ?? 0) + (int)(fault.BytePositionInLine ?? 0)));
            throw SpecFault.Syntax(file, at, bytes.Length == 0 ? "the file is empty" : "the JSON is not well-formed there, or is nested too deeply");
        }
        catch (InvalidOperationException)
        {
            throw SpecFault.Syntax(file, lines.At((int)reader.TokenStartIndex), "the text holds half a surrogate pair", "Write the character itself.");
        }
    }

    private static DocumentNode ReadNode(ref Utf8JsonReader reader, Lines lines, string file)
    {
        var at = lines.At((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                List<DocumentNode> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadNode(ref reader, lines, file));
                }

                return new ListNode(at, items);
            case JsonTokenType.StartObject:
                List<(string, SpecPosition, DocumentNode)> members = [];
                Dictionary<string, SpecPosition> seen = new(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var place = lines.At((int)reader.TokenStartIndex);
                    var key = reader.GetString()!;
                    if (!seen.TryAdd(key, place))
                    {
                        throw SpecFault.Duplicate(file, place, key, seen[key]);
                    }

                    reader.Read();
                    members.Add((key, place, ReadNode(ref reader, lines, file)));
                }

                return new MappingNode(at, members);
            case JsonTokenType.String:
                return new TextNode(at, reader.GetString()!);
            default:
                return new LiteralNode(at, Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    // Turns byte offsets into lines and columns.
    private sealed class Lines
    {
        private readonly byte[] _bytes;
        private readonly List<int> _starts = [0];

        public Lines(byte[] bytes)
        {
            _bytes = bytes;
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == (byte)'\n')
                {
                    _starts.Add(i + 1);
                }
            }
        }

        public int Start(long line) => _starts[(int)Math.Clamp(line, 0, _starts.Count - 1)];

        public SpecPosition At(int offset)
        {
            var found = _starts.BinarySearch(offset);
            var line = found >= 0 ? found : ~found - 1;
            return new(line + 1, Encoding.UTF8.GetCharCount(_bytes, _starts[line], offset - _starts[line]) + 1);
        }
    }
}
