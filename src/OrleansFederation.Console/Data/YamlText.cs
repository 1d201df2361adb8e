using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansFederation.Data;

/// <summary>Writes JSON as YAML for people: mappings in lines, short lists in one line, words without quotes where they can only be words.</summary>
internal static partial class YamlText
{
    /// <summary>Writes a document; keys whose value is null are left out.</summary>
    /// <param name="node">The document.</param>
    public static string Of(JsonNode node)
    {
        StringBuilder text = new();
        Write(text, node.AsObject(), 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonObject mapping, int depth)
    {
        foreach (var (key, value) in mapping)
        {
            if (value is null)
            {
                continue;
            }

            text.Append(' ', depth * 2).Append(Word(key)).Append(':');
            if (value is JsonArray list && list.Any(item => item is JsonObject))
            {
                text.Append('\n');
                foreach (var item in list)
                {
                    text.Append(' ', depth * 2 + 2).Append("- ").Append(item is JsonObject { Count: 1 } single ? Pair(single) : Inline(item)).Append('\n');
                }
            }
            else if (value is JsonObject inner && depth == 0)
            {
                text.Append('\n');
                Write(text, inner, depth + 1);
            }
            else
            {
                text.Append(' ').Append(Inline(value)).Append('\n');
            }
        }
    }

    private static string Pair(JsonObject single) => string.Join(", ", single.Select(member => $"{Word(member.Key)}: {Inline(member.Value)}"));

    private static string Inline(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject mapping => "{ " + string.Join(", ", mapping.Where(member => member.Value is not null).Select(member => $"{Word(member.Key)}: {Inline(member.Value)}")) + " }",
        JsonArray list => "[" + string.Join(", ", list.Select(Inline)) + "]",
        _ when node.GetValueKind() == JsonValueKind.String => Word(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    // A quoted string of JSON is one of YAML too.
    private static string Word(string word) => Plain().IsMatch(word) && !Reserved().IsMatch(word) ? word : JsonSerializer.Serialize(word, Escaping);

    private static readonly JsonSerializerOptions Escaping = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();

    [GeneratedRegex("^(null|true|false|yes|no|on|off|y|n)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reserved();
}
