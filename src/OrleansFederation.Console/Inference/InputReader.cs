using System.Text.Json;
using OrleansFederation.Errors;

namespace OrleansFederation.Inference;

/// <summary>Reads inputs: JSON numbers, nested in arrays to any depth or flat, in row order, null where one is missing; or rows by the names of their columns.</summary>
internal static class InputReader
{
    /// <summary>What stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Reads a file or standard input.</summary>
    /// <exception cref="FederationException">FED1043 or FED6001.</exception>
    /// <returns>The request's input, of whatever version.</returns>
    public static async Task<InferenceRequest> ReadAsync(string path, TextReader standardInput, CancellationToken cancellationToken)
    {
        try
        {
            var text = path == StandardInput
                ? await standardInput.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(path, cancellationToken);
            return Parse(text, path == StandardInput ? "standard input" : path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.InputNotFound.At(path, e.Message), e);
        }
    }

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="FederationException">FED6001.</exception>
    public static InferenceRequest Parse(string text, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (IsNamed(document.RootElement))
            {
                return new(null, []) { Rows = text };
            }

            List<float> numbers = [];
            Collect(document.RootElement, numbers, place);
            return numbers.Count > 0 ? new(null, [.. numbers]) : throw FederationErrors.InputMismatch.Exception(place, "there is no number in it");
        }
        catch (JsonException e)
        {
            throw new FederationException(FederationErrors.InputMismatch.At(place, $"it is not JSON: {e.Message}"), e);
        }
    }

    private static bool IsNamed(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object || (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Object);

    private static void Collect(JsonElement element, List<float> numbers, string place)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number when element.TryGetSingle(out var number) && float.IsFinite(number):
                numbers.Add(number);
                break;
            case JsonValueKind.Null:
                numbers.Add(float.NaN);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, numbers, place);
                }

                break;
            default:
                throw FederationErrors.InputMismatch.Exception(place, $"value number {numbers.Count + 1} is {Describe(element)}, not a number");
        }
    }

    private static string Describe(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length > 20 ? $"{text[..20]}…" : text;
    }
}
