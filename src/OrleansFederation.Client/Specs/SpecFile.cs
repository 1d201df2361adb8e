using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Specs;

/// <summary>
/// A spec file, YAML or JSON, as JSON text with a map from spec paths to lines. It checks the syntax alone; what the keys mean is
/// checked where a federation is created, and <see cref="Locate"/> says where in the file a problem of that check is.
/// </summary>
public sealed class SpecFile
{
    /// <summary>The most bytes that a file may have, and the most that its JSON may take once aliases are written out.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private const int MaximumNodes = 20_000;
    private const int LongestPath = 400;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, SpecPosition> _positions = new(StringComparer.Ordinal);
    private int _nodes;

    private SpecFile(string name, DocumentNode root)
    {
        Name = name;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            Write(json, root, "", root.At, 1, inLayer: false);
        }

        Json = Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The file's name as it was given.</summary>
    public string Name { get; }

    /// <summary>The spec as JSON.</summary>
    public string Json { get; }

    /// <summary>Reads a file; <c>.json</c> is read as JSON and everything else as YAML 1.2.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="FederationException">FED1006 where it cannot be read; FED1007 with line and column where its syntax is wrong.</exception>
    public static SpecFile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaximumBytes)
            {
                throw TooLarge(path);
            }

            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.SpecNotFound.At(path.Length == 0 ? "(no path)" : path, fault.Message), fault);
        }

        var marked = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        try
        {
            return Parse(Strict.GetString(bytes, marked, bytes.Length - marked), path);
        }
        catch (DecoderFallbackException fault)
        {
            throw FederationErrors.SpecSyntax.Exception($"{path}, byte {fault.Index + marked}", "the file is not UTF-8 text", "Save the file as UTF-8.");
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The text of a file.</param>
    /// <param name="name">The file's name, for problems; <c>.json</c> at its end makes it read as JSON.</param>
    /// <exception cref="FederationException">FED1007 with line and column.</exception>
    public static SpecFile Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        if (Encoding.UTF8.GetByteCount(text) > MaximumBytes)
        {
            throw TooLarge(name);
        }

        var json = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return new(name, json ? JsonText.Read(text, name) : YamlText.Read(text, name));
    }

    /// <summary>Finds where a spec path stands in the file: at itself, or at the nearest thing around it, as for a key that is missing.</summary>
    /// <param name="path">A spec path, for example <c>model.layers[2].out</c>.</param>
    public SpecPosition Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FindWithin(path) ?? _positions[""];
    }

    /// <summary>Puts file, line and column before a problem's place. A problem of another place than the spec, such as a data file, stays as it is.</summary>
    /// <param name="problem">A problem that was found while the spec was read or its data opened.</param>
    public Problem Locate(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);

        // Up to FED1010 a problem is one of the spec itself; it may name a key that the whole file lacks.
        var ofSpec = string.CompareOrdinal(problem.Code, FederationErrors.InvalidName.Code) <= 0;
        var at = FindWithin(problem.Place) ?? (ofSpec ? _positions[""] : default(SpecPosition?));
        return at is { } position ? problem with { Place = $"{SpecFault.Place(Name, position)} ({problem.Place})" } : problem;
    }

    private SpecPosition? FindWithin(string path)
    {
        for (var rest = path; rest.Length > 0;)
        {
            if (_positions.TryGetValue(rest, out var at))
            {
                return at;
            }

            var end = rest.AsSpan().LastIndexOfAny('.', '[');
            rest = end < 0 ? "" : rest[..end];
        }

        return null;
    }

    private static FederationException TooLarge(string name) =>
        FederationErrors.SpecSyntax.Exception(name, $"the file has more than {MaximumBytes} bytes", "Shorten it: a spec names data, it does not hold it.");

    private void Write(Utf8JsonWriter json, DocumentNode node, string path, SpecPosition at, int depth, bool inLayer)
    {
        // The first to come keeps a path. Paths that no spec has are not kept, so that a hostile file cannot make them many and long.
        if (path.Length <= LongestPath)
        {
            _positions.TryAdd(path, at);
        }

        if (depth > SpecFault.MaximumDepth)
        {
            throw SpecFault.TooDeep(Name, node.At);
        }

        if (++_nodes > MaximumNodes || json.BytesCommitted + json.BytesPending > MaximumBytes)
        {
            throw SpecFault.Syntax(Name, node.At, "written out, the aliases make the spec too large", "Use fewer aliases.");
        }

        switch (node)
        {
            case TextNode text:
                json.WriteStringValue(text.Value);
                break;
            case LiteralNode literal:
                json.WriteRawValue(literal.Json);
                break;
            case ListNode list:
                json.WriteStartArray();
                foreach (var (index, item) in list.Items.Index())
                {
                    Write(json, item, Step(path, string.Create(CultureInfo.InvariantCulture, $"[{index}]")), item.At, depth + 1, inLayer: false);
                }

                json.WriteEndArray();
                break;
            case MappingNode mapping:
                // A layer's kind is no step of a spec path: {conv2d: {out: 32}} has model.layers[0].out.
                var isLayer = !inLayer && path.StartsWith("model.layers[", StringComparison.Ordinal) && path.EndsWith(']');
                json.WriteStartObject();
                foreach (var (key, place, value) in mapping.Members)
                {
                    json.WritePropertyName(key);
                    Write(json, value, isLayer ? path : Step(path, path.Length == 0 ? key : "." + key), place, depth + 1, isLayer);
                }

                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"A node of type {node.GetType()} has no JSON.");
        }
    }

    private static string Step(string path, string step) =>
        path.Length > LongestPath ? path : step.Length > LongestPath ? path + step[..LongestPath] : path + step;
}
