using System.Buffers;
using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Specs;

namespace OrleansFederation.Variants;

/// <summary>Reads what is to be compared from the command line: <c>VALUE,VALUE</c> or <c>KEY=VALUE,VALUE</c>, each value YAML.</summary>
internal static class VariantText
{
    private const string Option = "--compare";

    // An equals sign after one of these belongs to a value.
    private static readonly SearchValues<char> NoPath = SearchValues.Create("{\"', ");

    /// <summary>Reads one option.</summary>
    /// <param name="given">What follows it.</param>
    /// <exception cref="FederationException">FED1040 with what is wrong.</exception>
    public static VariantAxis Read(string given)
    {
        var equals = given.IndexOf('=', StringComparison.Ordinal);
        var isNamed = equals > 0 && given[0] != '[' && !given.AsSpan(0, equals).ContainsAny(NoPath);
        var path = isNamed ? given[..equals] : VariantAxis.Usual;
        if (path.Split('.').Any(step => step.Length == 0 || !step.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            throw Wrong(given, $"'{path}' is no path of a key", "Write the steps with dots between, as in training.learningRate=0.1,0.01; of a list give the whole, as in model.layers=[…],[…].");
        }

        if (path is "federation" or "seed")
        {
            throw Wrong(given, $"{path} is set for each variant", path == "seed" ? "Give --seeds 1,2,3." : "Compare another key.");
        }

        var texts = Split(given, isNamed ? equals + 1 : 0);
        if (texts.FirstOrDefault(text => texts.Count(other => other == text) > 1) is { } twice)
        {
            throw Wrong(given, $"the value {twice} is given twice", "Keep one of them; for more trainings of the same, give --seeds 3.");
        }

        return texts.Count < 2
            ? throw Wrong(given, "it holds one value, and two are needed to compare", "Write the values with commas between, as in fedavg,median.")
            : new VariantAxis(path, [.. texts.Select(text => (text, Value(given, text)))], isNamed);
    }

    private static List<string> Split(string given, int from)
    {
        List<string> texts = [];
        Stack<(char Closing, int At)> open = new();
        var (start, quote, quotedAt) = (from, default(char), 0);
        for (var i = from; i < given.Length; i++)
        {
            var c = given[i];
            if (quote != default)
            {
                i += quote == '"' && c == '\\' ? 1 : 0;
                quote = c == quote ? default : quote;
                continue;
            }

            switch (c)
            {
                case '"' or '\'':
                    (quote, quotedAt) = (c, i);
                    break;
                case '{' or '[':
                    open.Push((c == '{' ? '}' : ']', i));
                    break;
                case '}' or ']' when open.Count == 0 || open.Pop().Closing != c:
                    throw Wrong(given, $"the '{c}' at character {i + 1} closes nothing", "Open every bracket before it is closed, and put the whole in quotes for the shell.");
                case ',' when open.Count == 0:
                    texts.Add(given[start..i].Trim());
                    start = i + 1;
                    break;
            }
        }

        if (quote != default || open.Count > 0)
        {
            var (what, at) = quote != default ? (quote, quotedAt) : (given[open.Peek().At], open.Peek().At);
            throw Wrong(given, $"the '{what}' at character {at + 1} is never closed", "Close it, and put the whole in quotes for the shell.");
        }

        texts.Add(given[start..].Trim());
        return texts.Contains("") ? throw Wrong(given, "a value is empty", "Write a value on each side of every comma; null takes a key away.") : texts;
    }

    private static JsonNode? Value(string given, string text)
    {
        try
        {
            return JsonNode.Parse(SpecFile.Parse($"value: {text}", Option).Json)!["value"];
        }
        catch (FederationException fault)
        {
            throw new FederationException(fault.Problems.Select(problem => problem with { Place = $"{Option} {given}, value {text}" }).ToArray());
        }
    }

    private static FederationException Wrong(string given, string cause, string remedy) => FederationErrors.Usage.Exception($"{Option} {given}", cause, remedy);
}
