using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>
/// Checks a spec against <see cref="FederationSchema"/>, collecting every problem. It knows the part of draft 2020-12 that the schema
/// uses, and words of its own: <c>x-code</c> (the error code of a wrong value), <c>x-transparent</c> (a mapping whose key is no
/// step of the place), <c>x-exactly-one</c> and <c>x-at-most-one</c> (keys of which one must or may be given) and <c>x-minimum</c>, <c>x-maximum</c> (the range of a duration).
/// </summary>
internal sealed class SchemaWalker(List<Problem> problems)
{
    /// <summary>The place of the whole spec.</summary>
    public const string Whole = "(spec)";

    private static readonly TimeSpan PatternBound = TimeSpan.FromSeconds(1);

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">What it must satisfy.</param>
    /// <param name="place">Its place in the spec; empty for the whole.</param>
    public void Check(JsonElement value, JsonElement schema, string place)
    {
        var declared = schema;
        schema = FederationSchema.Resolve(schema);
        if (schema.TryGetProperty("oneOf", out var branches))
        {
            CheckBranch(value, declared, [.. branches.EnumerateArray()], place);
            return;
        }

        if (!HasType(value, schema) || !IsAmong(value, schema) || !IsInRange(value, schema))
        {
            Refuse(value, declared, place);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMapping(value, declared, place);
                break;
            case JsonValueKind.Array:
                CheckList(value, declared, place);
                break;
            case JsonValueKind.String:
                CheckText(value, declared, place);
                break;
        }
    }

    private void CheckBranch(JsonElement value, JsonElement declared, IReadOnlyList<JsonElement> branches, string place)
    {
        // The branches of the schema differ by type, so that the value's type names the one to be measured by.
        var branch = branches.Where(candidate => HasType(value, FederationSchema.Resolve(candidate))).Cast<JsonElement?>().FirstOrDefault();
        if (branch is not { } chosen)
        {
            Refuse(value, declared, place);
            return;
        }

        if (value.ValueKind == JsonValueKind.String && !IsAmong(value, FederationSchema.Resolve(chosen)))
        {
            var word = value.GetString()!;
            var keyed = branches.FirstOrDefault(other => SchemaText.Keys(other).Contains(word));
            if (keyed.ValueKind == JsonValueKind.Object)
            {
                var argument = FederationSchema.Resolve(keyed).GetProperty("properties").GetProperty(word);
                problems.Add(FederationErrors.InvalidValue.At(place, $"'{word}' needs a value of its own", $"Write {word}: and after it {SchemaText.Expected(argument)}."));
                return;
            }

            var words = FederationSchema.Resolve(chosen).TryGetProperty("enum", out var values) ? values.EnumerateArray().Select(one => one.ToString()) : [];
            Refuse(value, declared, place, Spelling.Closest(word, words.Concat(branches.SelectMany(SchemaText.Keys))));
            return;
        }

        Check(value, chosen, place);
    }

    private void CheckMapping(JsonElement value, JsonElement declared, string place)
    {
        var schema = FederationSchema.Resolve(declared);
        var properties = schema.TryGetProperty("properties", out var named) ? named : default;
        JsonElement? others = schema.TryGetProperty("additionalProperties", out var free) && free.ValueKind == JsonValueKind.Object ? free : null;
        var transparent = schema.TryGetProperty("x-transparent", out _);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var inner = transparent ? place : Step(place, member.Name);
            if (!seen.Add(member.Name))
            {
                problems.Add(FederationErrors.InvalidValue.At(inner, $"the key '{SchemaText.Shortened(member.Name)}' is given twice", "Keep one of them."));
            }
            else if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var known))
            {
                Check(member.Value, known, inner);
            }
            else if (others is { } any)
            {
                Check(member.Value, any, inner);
            }
            else
            {
                RefuseKey(member.Name, declared, transparent ? place : inner);
            }
        }

        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var key in required.EnumerateArray().Select(key => key.GetString()!).Where(key => !seen.Contains(key)))
            {
                var missing = properties.GetProperty(key);
                problems.Add(FederationErrors.MissingKey.At(Step(place, key), $"the key '{key}' is missing", $"Add {key}: {SchemaText.Expected(missing)}.{Sentence(missing)}"));
            }
        }

        if (schema.TryGetProperty("x-exactly-one", out var choice))
        {
            CheckChoice([.. choice.EnumerateArray().Select(key => key.GetString()!)], seen, properties, place);
        }

        if (schema.TryGetProperty("x-at-most-one", out var either))
        {
            CheckExtra([.. either.EnumerateArray().Select(key => key.GetString()!).Where(seen.Contains)], place);
        }

        if (Outside(seen.Count, schema, "minProperties", "maxProperties"))
        {
            Refuse(value, declared, place);
        }
    }

    private void CheckChoice(IReadOnlyList<string> keys, HashSet<string> seen, JsonElement properties, string place)
    {
        var given = keys.Where(seen.Contains).ToList();
        if (given.Count == 0)
        {
            var ways = keys.Select(key => $"{key}: {SchemaText.Expected(properties.GetProperty(key))}");
            problems.Add(FederationErrors.MissingKey.At(Step(place, keys[0]), $"the key '{keys[0]}' is missing", $"Add {string.Join(", or ", ways)}."));
        }

        CheckExtra(given, place);
    }

    private void CheckExtra(List<string> given, string place)
    {
        foreach (var extra in given.Skip(1))
        {
            problems.Add(FederationErrors.InvalidValue.At(Step(place, extra), $"the key '{extra}' is given beside '{given[0]}', which it stands in place of", "Keep one of them."));
        }
    }

    private void CheckList(JsonElement value, JsonElement declared, string place)
    {
        var schema = FederationSchema.Resolve(declared);
        var count = value.GetArrayLength();
        if (Outside(count, schema, "minItems", "maxItems"))
        {
            var (least, most) = (schema.GetProperty("minItems").GetInt32(), schema.GetProperty("maxItems").GetInt32());
            problems.Add(FederationErrors.InvalidValue.At(Named(place), $"the list has {count} items, but {(least == most ? $"{least}" : $"{least} to {most}")} are needed", Remedy(declared)));
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(item, schema.GetProperty("items"), string.Create(CultureInfo.InvariantCulture, $"{place}[{index++}]"));
        }
    }

    private void CheckText(JsonElement value, JsonElement declared, string place)
    {
        var schema = FederationSchema.Resolve(declared);
        var text = value.GetString()!;

        // A pattern must cover the text: in .NET, $ would also match before a last line break.
        var fits = !schema.TryGetProperty("pattern", out var pattern)
            || Regex.Match(text, pattern.GetString()!, RegexOptions.CultureInvariant, PatternBound) is { Success: true, Index: 0 } match && match.Length == text.Length;
        if (!fits || Outside(text.Length, schema, "minLength", "maxLength"))
        {
            Refuse(value, declared, place);
        }
        else if (schema.TryGetProperty("x-minimum", out var least))
        {
            var most = schema.GetProperty("x-maximum").GetString()!;
            if (Duration.Parse(text) is not { } duration || duration < Duration.Parse(least.GetString()!) || duration > Duration.Parse(most))
            {
                Refuse(value, declared, place);
            }
        }
    }

    private void Refuse(JsonElement value, JsonElement declared, string place, string? meant = null)
    {
        var schema = FederationSchema.Resolve(declared);
        var error = schema.TryGetProperty("x-code", out var code) && FederationErrors.Find(code.GetString()!) is { } named ? named : FederationErrors.InvalidValue;
        if (meant is null && value.ValueKind == JsonValueKind.String && schema.TryGetProperty("enum", out var values))
        {
            meant = Spelling.Closest(value.GetString()!, values.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!));
        }

        var hint = meant is null ? "" : $"Did you mean {meant}? ";
        var remedy = error == FederationErrors.InvalidName ? "Names are made of a-z, 0-9, dot, underscore and hyphen, begin with a letter or digit, and have at most 100 characters." : Remedy(declared);
        problems.Add(error.At(Named(place), $"{SchemaText.Shown(value)} is not {SchemaText.Expected(declared)}", hint + remedy));
    }

    private void RefuseKey(string key, JsonElement declared, string place)
    {
        var known = SchemaText.Keys(declared).ToList();
        var hint = Spelling.Closest(key, known) is { } meant ? $"Did you mean {meant}?"
            : Elsewhere(key) is { } home ? $"Did you mean {home}?"
            : known.Count == 0 ? "It takes no keys; remove it." : $"Known here: {string.Join(", ", known)}.";
        problems.Add(FederationErrors.UnknownKey.At(place, $"the key '{SchemaText.Shortened(key)}' is not known here", hint));
    }

    // A key of another section at a wrong level is more often meant there than a key that is spelt alike.
    private static string? Elsewhere(string key) => FederationSchema.Root.GetProperty("properties").EnumerateObject()
        .Where(section => SchemaText.Keys(section.Value).Contains(key)).Select(section => $"{section.Name}.{key}")
        .Concat(SchemaText.Keys(FederationSchema.Root).Where(top => top == key).Select(top => $"{top}, at the top level"))
        .FirstOrDefault();

    private static bool HasType(JsonElement value, JsonElement schema)
    {
        var types = SchemaText.Types(schema).ToList();
        return types.Count == 0 || types.Any(type => type switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) && Math.Floor(number) == number,
            "number" => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()),
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => value.ValueKind == JsonValueKind.Object,
        });
    }

    private static bool IsAmong(JsonElement value, JsonElement schema) =>
        (!schema.TryGetProperty("enum", out var values) || values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        && (!schema.TryGetProperty("const", out var only) || JsonElement.DeepEquals(only, value));

    private static bool IsInRange(JsonElement value, JsonElement schema)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        var number = value.GetDouble();
        return (!schema.TryGetProperty("minimum", out var least) || number >= least.GetDouble())
            && (!schema.TryGetProperty("maximum", out var most) || number <= most.GetDouble())
            && (!schema.TryGetProperty("exclusiveMinimum", out var above) || number > above.GetDouble())
            && (!schema.TryGetProperty("exclusiveMaximum", out var below) || number < below.GetDouble());
    }

    private static bool Outside(int count, JsonElement schema, string least, string most) =>
        schema.TryGetProperty(least, out var low) && count < low.GetInt32() || schema.TryGetProperty(most, out var high) && count > high.GetInt32();

    private static string Remedy(JsonElement declared) => $"Give {SchemaText.Expected(declared)}.{Sentence(declared)}";

    private static string Sentence(JsonElement declared) => SchemaText.Description(declared) is { Length: > 0 } text ? " " + text : "";

    private static string Named(string place) => place.Length == 0 ? Whole : place;

    private static string Step(string place, string key) => place.Length == 0 ? SchemaText.Shortened(key) : $"{place}.{SchemaText.Shortened(key)}";
}
