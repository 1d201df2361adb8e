using System.Text.Json;

namespace OrleansFederation.Federations;

/// <summary>A value of a spec that may be absent or, where the schema walker found a problem, of a wrong type: every reading has a fallback.</summary>
/// <param name="Element">The JSON value; null where it is absent.</param>
internal readonly record struct SpecValue(JsonElement? Element)
{
    /// <summary>The value of a key; absent where this is no mapping or lacks the key.</summary>
    /// <param name="key">The key.</param>
    public SpecValue this[string key] =>
        Element is { ValueKind: JsonValueKind.Object } mapping && mapping.TryGetProperty(key, out var value) ? new(value) : default;

    /// <summary>A mapping with this one's keys and, beside them, those of another.</summary>
    /// <param name="template">The other, whose keys give way.</param>
    public SpecValue Over(SpecValue template)
    {
        if (!IsMapping || !template.IsMapping)
        {
            return IsMapping ? this : template;
        }

        var all = template.Members.Where(member => member.Value.Element is not null).ToDictionary(member => member.Key, member => member.Value.Element!.Value, StringComparer.Ordinal);
        foreach (var (key, value) in Members)
        {
            all[key] = value.Element!.Value;
        }

        return new(JsonSerializer.SerializeToElement(all, SpecJson.Default.DictionaryStringJsonElement));
    }

    /// <summary>Whether this is a mapping.</summary>
    public bool IsMapping => Element?.ValueKind == JsonValueKind.Object;

    /// <summary>Whether this is a list.</summary>
    public bool IsList => Element?.ValueKind == JsonValueKind.Array;

    /// <summary>The text; null where this is none.</summary>
    public string? Text => Element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The number, or a truth value as 1 or 0; null where this is neither.</summary>
    public double? Number => Element?.ValueKind switch
    {
        // Adding 0 turns -0 into 0, so that both have one canonical form.
        JsonValueKind.Number => Element.Value.GetDouble() + 0.0,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };

    /// <summary>The whole number, held within the range of an integer; null where this is none.</summary>
    public int? Whole => Number is { } number && !double.IsNaN(number) ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    /// <summary>The truth value; null where this is none.</summary>
    public bool? Flag => Element?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    /// <summary>The items of a list; empty where this is none.</summary>
    public IEnumerable<SpecValue> Items => IsList ? Element!.Value.EnumerateArray().Select(item => new SpecValue(item)) : [];

    /// <summary>The keys of a mapping and their values; empty where this is none.</summary>
    public IEnumerable<(string Key, SpecValue Value)> Members => IsMapping ? Element!.Value.EnumerateObject().Select(member => (member.Name, new SpecValue(member.Value))) : [];

    /// <summary>The first key of a mapping and its value; null where this is none or empty.</summary>
    public (string Key, SpecValue Value)? First
    {
        get
        {
            if (!IsMapping)
            {
                return null;
            }

            foreach (var member in Element!.Value.EnumerateObject())
            {
                return (member.Name, new(member.Value));
            }

            return null;
        }
    }

    /// <summary>The duration; null where this is none.</summary>
    public TimeSpan? Duration => Text is { } text ? Federations.Duration.Parse(text) : null;
}
