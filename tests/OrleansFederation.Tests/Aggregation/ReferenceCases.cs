using System.Globalization;
using System.Text.Json;

namespace OrleansFederation.Aggregation;

/// <summary>A case of a reference file.</summary>
internal sealed record ReferenceCase(string Name, string Dtype, IReadOnlyList<ReferenceRound> Rounds)
{
    /// <summary>The numbers among the peer's settings, by its names.</summary>
    public IReadOnlyDictionary<string, double> Hyper { get; init; } = new Dictionary<string, double>();
}

/// <summary>A round of a case; <see cref="Expected"/> is null where the peer raised an error.</summary>
internal sealed record ReferenceRound(IReadOnlyList<ReferenceClient> Clients, double[]? Expected)
{
    /// <summary>The parameters that the round began with; null where the file has none.</summary>
    public double[]? Base { get; init; }

    /// <summary>The loss that stands for every client's; null where the file has none.</summary>
    public double? ServerLoss { get; init; }

    /// <summary>The peer's score of each client; empty where it gives none.</summary>
    public double[] Scores { get; init; } = [];
}

/// <summary>A client of a round: its layers one after another.</summary>
internal sealed record ReferenceClient(long Examples, double[] Values)
{
    /// <summary>The client's loss; null where the file has none.</summary>
    public double? Loss { get; init; }
}

/// <summary>Reads files of the format <c>fl-golden/1</c>.</summary>
internal static class ReferenceCases
{
    /// <summary>Reads every case of a file.</summary>
    public static IReadOnlyList<ReferenceCase> Read(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        if (file.RootElement.GetProperty("format").GetString() is not "fl-golden/1" and var format)
        {
            throw new InvalidDataException($"{path} is of the format {format}, not fl-golden/1.");
        }

        return [.. file.RootElement.GetProperty("cases").EnumerateArray().Select(Case)];
    }

    private static ReferenceCase Case(JsonElement one) => new(
        $"case {one.GetProperty("index")} ({one.GetProperty("name")})",
        one.GetProperty("dtype").GetString()!,
        [.. one.GetProperty("rounds").EnumerateArray().Select(Round)])
    {
        Hyper = one.GetProperty("hyper").EnumerateObject().Where(setting => setting.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(setting => setting.Name, setting => setting.Value.GetDouble()),
    };

    private static ReferenceRound Round(JsonElement round) => new(
        [.. round.GetProperty("clients").EnumerateArray().Select(client => new ReferenceClient(client.GetProperty("num_examples").GetInt64(), Layers(client.GetProperty("layers"))) { Loss = Optional(client, "train_loss") })],
        round.GetProperty("expected") is var expected && expected.TryGetProperty("layers", out var layers) ? Layers(layers) : null)
    {
        Base = round.TryGetProperty("global_before", out var before) ? Layers(before) : null,
        ServerLoss = Optional(round, "server_loss"),
        Scores = expected.TryGetProperty("scores", out var scores) ? [.. scores.EnumerateArray().Select(Number)] : [],
    };

    /// <summary>A list of layers, one after another.</summary>
    public static double[] Layers(JsonElement layers) =>
        [.. layers.EnumerateArray().SelectMany(layer => layer.GetProperty("data").EnumerateArray()).Select(Number)];

    private static double? Optional(JsonElement holder, string key) => holder.TryGetProperty(key, out var value) ? Number(value) : null;

    /// <summary>A number, or one of the strings NaN, Infinity and -Infinity.</summary>
    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
}
