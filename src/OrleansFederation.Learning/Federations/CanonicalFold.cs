using System.Text.Json;
using OrleansFederation.CrossValidation;

namespace OrleansFederation.Federations;

/// <summary>Writes the fold section of a canonical spec, which only folds of a cross-validation have.</summary>
internal static class CanonicalFold
{
    /// <summary>Writes a section, where there is one.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="fold">The section.</param>
    public static void Write(Utf8JsonWriter json, FoldSpec? fold)
    {
        if (fold is null)
        {
            return;
        }

        json.WriteStartObject("fold");
        json.WriteNumber("index", fold.Index);
        json.WriteNumber("of", fold.Of);
        json.WriteNumber("seed", fold.Seed);
        foreach (var (key, ordinals) in new[] { ("train", fold.Train), ("test", fold.Test) })
        {
            if (ordinals is not null)
            {
                CanonicalJson.WriteNumbers(json, key, ordinals);
            }
        }

        json.WriteBoolean("pool", fold.Pool);
        json.WriteEndObject();
    }
}
