using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks that text is JSON that can be read: well-formed, not nested too deeply, its strings valid Unicode.</summary>
internal static class SpecSyntax
{
    /// <summary>Checks a text.</summary>
    /// <param name="json">The text.</param>
    /// <returns>FED1007 with line and column, or FED1002 where it is too long; null where it can be read.</returns>
    public static Problem? Check(string json)
    {
        if (json.Length > SpecReader.MaximumCharacters)
        {
            return FederationErrors.InvalidValue.At(SchemaWalker.Whole, $"the spec has {json.Length} characters, but at most {SpecReader.MaximumCharacters} are read", "Shorten it.");
        }

        // Half a surrogate pair becomes a replacement character here; an escaped half is found by GetString.
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return null;
        }
        catch (JsonException fault)
        {
            return FederationErrors.SpecSyntax.At(Place(fault.LineNumber, fault.BytePositionInLine), "the JSON is not well-formed there, or is nested deeper than 64 levels");
        }
        catch (InvalidOperationException)
        {
            return FederationErrors.SpecSyntax.At(SchemaWalker.Whole, $"a string before byte {reader.BytesConsumed} holds half a surrogate pair", "Write the character itself, or both escapes of the pair.");
        }
    }

    private static string Place(long? line, long? column) =>
        string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, column {column + 1}");
}
