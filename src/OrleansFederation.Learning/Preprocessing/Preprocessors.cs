using System.Text.Json;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Preprocessing;

/// <summary>What was fitted in a federation: one preprocessing for everybody or, as personalisation, one for each client.</summary>
public sealed class Preprocessors
{
    private const int Schema = 1;
    private const int Shown = 8;

    private readonly SortedDictionary<string, FittedPreprocessing> _own;

    private Preprocessors(FittedPreprocessing? common, SortedDictionary<string, FittedPreprocessing> own) => (Common, _own) = (common, own);

    /// <summary>What everybody has; null where each client has its own.</summary>
    public FittedPreprocessing? Common { get; }

    /// <summary>The clients that have their own, in the order of their ids.</summary>
    public IReadOnlyCollection<string> Clients => _own.Keys;

    /// <summary>Fits one for everybody.</summary>
    /// <param name="spec">How to preprocess.</param>
    /// <param name="statistics">What all clients know together.</param>
    public static Preprocessors Fit(PreprocessingSpec spec, DataStatistics statistics) => new(FittedPreprocessing.Fit(spec, statistics), []);

    /// <summary>Fits one for each client.</summary>
    /// <param name="spec">How to preprocess.</param>
    /// <param name="statistics">What each client knows of its own rows, by its id.</param>
    public static Preprocessors Fit(PreprocessingSpec spec, IReadOnlyDictionary<string, DataStatistics> statistics) =>
        new(null, Sorted(statistics.Select(client => KeyValuePair.Create(client.Key, FittedPreprocessing.Fit(spec, client.Value)))));

    /// <summary>Gives what a client has.</summary>
    /// <param name="client">The client's id.</param>
    /// <returns>Null where each has its own, and this one none.</returns>
    public FittedPreprocessing? Of(string client) => Common ?? _own.GetValueOrDefault(client);

    /// <summary>Gives what rows of a client are answered with.</summary>
    /// <param name="client">As which client somebody asks; null where nobody said.</param>
    /// <param name="place">What is asked, for messages.</param>
    /// <exception cref="FederationException">FED6001 where each client has its own, and this is none of them.</exception>
    public FittedPreprocessing For(string? client, string place) => Common ?? (client is null
        ? throw FederationErrors.InputMismatch.Exception(place, "each client of this version has preprocessing of its own, and the request names none", Remedy())
        : Of(client) ?? throw FederationErrors.InputMismatch.Exception(place, $"each client of this version has preprocessing of its own, and there is none of '{client}'", Remedy()));

    /// <summary>Writes it as JSON: the same bytes for the same numbers.</summary>
    public byte[] Write() => Common is { } common
        ? common.Write()
        : JsonSerializer.SerializeToUtf8Bytes(new PersonalFile(Schema, Sorted(_own.Select(each => KeyValuePair.Create(each.Key, each.Value.File)))), PreprocessingJson.Default.PersonalFile);

    /// <summary>Reads what is stored as an artifact.</summary>
    /// <param name="artifacts">The store.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="FederationException">FED2006 where it is missing or damaged; FED1070.</exception>
    public static async Task<Preprocessors> ReadAsync(IArtifactStore artifacts, ArtifactRef artifact, CancellationToken cancellationToken) =>
        Read((await artifacts.ReadAsync(artifact, cancellationToken)).Span, $"the preprocessing {artifact.Digest}");

    /// <summary>Reads what was written.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <exception cref="FederationException">FED1070.</exception>
    public static Preprocessors Read(ReadOnlySpan<byte> json, string place)
    {
        if (!IsPersonal(json))
        {
            return new(FittedPreprocessing.Read(json, place), []);
        }

        try
        {
            return JsonSerializer.Deserialize(json, PreprocessingJson.Default.PersonalFile) is { Schema: Schema, Clients.Count: > 0 } file
                ? new(null, Sorted(file.Clients.Select(each => KeyValuePair.Create(each.Key, FittedPreprocessing.Of(each.Value, $"{place}, client {each.Key}")))))
                : throw FederationErrors.StatisticsMalformed.Exception(place, "it is no preprocessing of clients of a form that this version reads");
        }
        catch (JsonException fault)
        {
            throw new FederationException(FederationErrors.StatisticsMalformed.At(place, fault.Message), fault);
        }
    }

    private static bool IsPersonal(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    if (reader.ValueTextEquals("clients"u8))
                    {
                        return true;
                    }

                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // What is malformed is told by whoever reads it whole.
        }

        return false;
    }

    private static SortedDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs) => new(pairs.ToDictionary(), StringComparer.Ordinal);

    private string Remedy() =>
        $"Say as which client you ask, as in fed infer --client {_own.Keys.First()}; there are {string.Join(", ", _own.Keys.Take(Shown))}{(_own.Count > Shown ? $" and {_own.Count - Shown} more" : "")}. Others fit the version's ONNX file to features of their own.";
}
