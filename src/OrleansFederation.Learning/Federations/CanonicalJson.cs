using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Federations;

/// <summary>
/// Writes a spec in its canonical form: a schema number, every key with its value, in one order, numbers in their shortest form that
/// reads back. It is a spec itself: reading it gives the same form again. The digest of a federation depends on it, so that a change
/// here needs another schema number.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The number of the form.</summary>
    public const int Schema = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = false };

    /// <summary>Writes a spec and its digest.</summary>
    /// <param name="spec">The spec.</param>
    public static SpecDocument Write(FederationSpec spec)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            Write(json, spec);
        }

        var bytes = stream.ToArray();
        return new(Encoding.UTF8.GetString(bytes), Digest(bytes));
    }

    /// <summary>The SHA-256 of bytes as 64 lower-case hexadecimal digits.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The SHA-256 of a data section in canonical form.</summary>
    /// <param name="data">The section.</param>
    public static string DataDigest(DataSpec data) => Digest(Encoding.UTF8.GetBytes(Data(data)));

    /// <summary>A mapping whose one key, <c>data</c>, holds a data section in canonical form.</summary>
    /// <param name="data">The section.</param>
    public static string Data(DataSpec data)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            CanonicalData.Write(json, data);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, FederationSpec spec)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteString("federation", spec.Name);
        json.WriteString("description", spec.Description);
        json.WriteNumber("seed", spec.Seed);
        WriteModel(json, spec.Model);
        CanonicalData.Write(json, spec.Data);
        if (spec.Preprocessing is { } preprocessing)
        {
            json.WriteStartObject("preprocessing");
            json.WriteString("impute", preprocessing.Impute switch { Imputation.Mean => "mean", Imputation.Zero => "zero", _ => "median" });
            json.WriteString("scale", preprocessing.Scale switch { Scaling.MinMax => "minmax", Scaling.None => "none", _ => "standard" });
            json.WriteBoolean("indicators", preprocessing.Indicators);
            if (preprocessing.Fit == FittedTo.Client)
            {
                json.WriteString("fit", "client");
            }

            json.WriteEndObject();
        }

        if (spec.PreprocessingPlugin is { } own)
        {
            json.WriteStartObject("preprocessing");
            CanonicalPlugin.Write(json, own);
            json.WriteEndObject();
        }

        WriteClients(json, spec.Clients);
        json.WriteNumber("rounds", spec.Rounds);
        CanonicalSampling.Write(json, spec.Sampling);
        CanonicalAsync.Write(json, spec.Async);
        CanonicalTraining.Write(json, spec.Training);
        CanonicalPersonal.Write(json, spec);
        CanonicalClustering.Write(json, spec.Clusters);
        CanonicalFilters.Write(json, spec.Filters);
        CanonicalAggregation.Write(json, spec.Aggregation);
        CanonicalServer.Write(json, spec.Server);
        json.WriteStartObject("evaluation");
        json.WriteNumber("fraction", spec.Evaluation.Fraction);
        json.WriteNumber("minimum", spec.Evaluation.Minimum);
        json.WriteString("central", spec.Evaluation.Central ? "test" : "none");
        json.WriteString("site", spec.Evaluation.Site);
        json.WriteBoolean("baselines", spec.Evaluation.Baselines);
        WriteMetrics(json, spec.Evaluation.Metrics);
        json.WriteEndObject();
        CanonicalStop.Write(json, spec);
        CanonicalDefence.Write(json, spec.Defence);
        CanonicalAttack.Write(json, spec.Attack);
        if (spec.Retention.Last is { } last)
        {
            json.WriteStartObject("retention");
            json.WriteNumber("last", last);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("retention", "all");
        }

        CanonicalFold.Write(json, spec.Fold);
        json.WriteEndObject();
    }

    // Written only where it is given, so that specs without it keep their digests.
    private static void WriteModel(Utf8JsonWriter json, ModelSpec model)
    {
        json.WriteStartObject("model");
        json.WriteString("name", model.Name);
        WriteNumbers(json, "input", model.Input);
        if (model.Program is { } program)
        {
            CanonicalProgram.Write(json, program);
        }
        else
        {
            json.WritePropertyName("layers");
            WriteLayers(json, model.Layers);
        }

        WriteLoss(json, model);
        WriteStart(json, model);
        json.WriteEndObject();
    }

    private static void WriteLoss(Utf8JsonWriter json, ModelSpec model)
    {
        var kind = model.Loss switch { LossKind.Bce => "bce", LossKind.Mse => "mse", _ => "crossEntropy" };
        if (model.LossPlugin is null)
        {
            json.WriteString("loss", kind);
            return;
        }

        json.WriteStartObject("loss");
        CanonicalPlugin.Write(json, model.LossPlugin);
        json.WriteString("as", kind);
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, IReadOnlyList<PluginSpec> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        json.WriteStartArray("metrics");
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            CanonicalPlugin.Write(json, metric);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Written only where it is given, so that specs without it keep their digests.
    private static void WriteStart(Utf8JsonWriter json, ModelSpec model)
    {
        if (model.From is { } from)
        {
            json.WriteStartObject("from");
            if (from.Safetensors is { } path)
            {
                json.WriteString("safetensors", path);
            }
            else
            {
                json.WriteString("version", string.Create(CultureInfo.InvariantCulture, $"{from.Model}@{from.Version}"));
            }

            WriteTexts(json, "fresh", from.Fresh);
            json.WriteEndObject();
        }

        if (model.Freeze.Count > 0)
        {
            WriteTexts(json, "freeze", model.Freeze);
        }

        if (model.Lora is { } lora)
        {
            json.WriteStartObject("lora");
            json.WriteNumber("rank", lora.Rank);
            json.WriteNumber("alpha", lora.Alpha);
            WriteTexts(json, "layers", lora.Layers);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes a number where it is given.</summary>
    internal static void WriteGiven(Utf8JsonWriter json, string key, int? value)
    {
        if (value is { } given)
        {
            json.WriteNumber(key, given);
        }
    }

    /// <summary>Writes texts where there are any.</summary>
    internal static void WriteGiven(Utf8JsonWriter json, string key, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            WriteTexts(json, key, texts);
        }
    }

    internal static void WriteTexts(Utf8JsonWriter json, string key, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(key);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<LayerSpec> layers)
    {
        json.WriteStartArray();
        foreach (var layer in layers)
        {
            json.WriteStartObject();
            json.WritePropertyName(layer.Kind);
            if (layer.Branches.Count == 1)
            {
                // A block's only branch is its value, so that the places of layers are those of the shorter form.
                WriteLayers(json, layer.Branches.Values.Single());
            }
            else
            {
                WriteLayer(json, layer);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLayer(Utf8JsonWriter json, LayerSpec layer)
    {
        var rule = LayerRules.Find(layer.Kind)!;
        json.WriteStartObject();
        foreach (var argument in rule.Arguments.Where(argument => !argument.IsLater || layer.Arguments[argument.Name] != argument.Default))
        {
            json.WriteNumber(argument.Name, layer.Arguments[argument.Name]);
        }

        foreach (var branch in (rule as ILayerBlockRule)?.Branches ?? [])
        {
            json.WritePropertyName(branch.Name);
            WriteLayers(json, layer.Branches[branch.Name]);
        }

        json.WriteEndObject();
    }

    private static void WriteClients(Utf8JsonWriter json, ClientsSpec clients)
    {
        if (clients.Listed is { } listed)
        {
            json.WriteStartArray("clients");
            foreach (var client in listed)
            {
                json.WriteStartObject();
                json.WriteString("id", client.Id);
                json.WriteString("site", client.Site);
                CanonicalSelection.WriteTags(json, client);
                CanonicalData.Write(json, client.Data);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            return;
        }

        json.WriteStartObject("clients");
        json.WriteNumber("simulate", clients.Simulate!.Value);
        WritePartition(json, clients.Partition);
        json.WriteString("site", clients.Site);
        if (clients.Sites is { } sites)
        {
            // Written only where it is given, so that specs without it keep the digest that they had before there was such a key.
            json.WriteStartArray("sites");
            foreach (var site in sites)
            {
                json.WriteStringValue(site);
            }

            json.WriteEndArray();
        }

        CanonicalSelection.WriteTags(json, clients);
        if (clients.Only is { } only)
        {
            WriteNumbers(json, "only", only);
        }
        else
        {
            json.WriteNull("only");
        }

        json.WriteBoolean("pool", clients.Pool);
        json.WriteEndObject();
    }

    private static void WritePartition(Utf8JsonWriter json, PartitionSpec partition)
    {
        if (partition.Kind == PartitionKind.Iid)
        {
            json.WriteString("partition", "iid");
            return;
        }

        json.WriteStartObject("partition");
        switch (partition.Kind)
        {
            case PartitionKind.Dirichlet:
                json.WriteNumber("dirichlet", partition.Alpha!.Value);
                break;
            case PartitionKind.Shards:
                json.WriteNumber("shards", partition.ShardsPerClient!.Value);
                break;
            default:
                WriteNumbers(json, "counts", partition.Counts!);
                break;
        }

        json.WriteEndObject();
    }

    internal static void WriteNumbers(Utf8JsonWriter json, string key, IReadOnlyList<int> numbers)
    {
        json.WriteStartArray(key);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    internal static void WriteOptional(Utf8JsonWriter json, string key, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(key, value);
        }
        else
        {
            json.WriteNull(key);
        }
    }
}
