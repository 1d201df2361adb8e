using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Grants;

namespace OrleansFederation.Output;

/// <summary>
/// Writes what commands give as JSON: camel case, enumerations as words, scopes as lists, figures as loss, accuracy and what follows with its intervals, numbers that are
/// not finite as null. Every document carries the schema's number, so that programs notice when its form changes.
/// </summary>
internal static class JsonForm
{
    /// <summary>The number of the form in which documents are written.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new ScopesConverter(), new MetricsConverter(), new FiguresConverter(), new SpecConverter(), new FiniteConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower),
        },
    };

    /// <summary>Turns a view into a JSON object.</summary>
    public static JsonObject Of<T>(T view) => JsonSerializer.SerializeToNode(view, Options)!.AsObject();

    /// <summary>Turns a value into a JSON node; null stays null.</summary>
    public static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options);

    /// <summary>Puts the schema's number before a document's own members.</summary>
    public static JsonObject Document(JsonObject content)
    {
        var document = new JsonObject { ["schema"] = Schema };
        foreach (var (name, value) in content)
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }

    /// <summary>Writes a node on one line.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(Options);

    private sealed class ScopesConverter : JsonConverter<GrantScopes>
    {
        public override GrantScopes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Commands write documents and do not read them.");

        public override void Write(Utf8JsonWriter writer, GrantScopes value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var name in Scopes.NamesOf(value))
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }
    }

    private sealed class MetricsConverter : JsonConverter<Metrics>
    {
        public override Metrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Commands write documents and do not read them.");

        public override void Write(Utf8JsonWriter writer, Metrics value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("loss");
            JsonSerializer.Serialize(writer, value.Loss, options);
            writer.WritePropertyName("accuracy");
            JsonSerializer.Serialize(writer, value.Accuracy, options);
            writer.WriteNumber("examples", value.Examples);
            if (value.Figures is { } figures)
            {
                writer.WritePropertyName("figures");
                JsonSerializer.Serialize(writer, figures, options);
            }

            if (value.Own is { } own)
            {
                writer.WritePropertyName("own");
                JsonSerializer.Serialize(writer, own.ToDictionary(sums => sums.Name, sums => sums.Value), options);
            }

            if (value.Tallies is { } tallies && ConfusionMatrix.Of(tallies) is { } matrix)
            {
                writer.WritePropertyName("confusion");
                JsonSerializer.Serialize(writer, Enumerable.Range(0, matrix.Classes).Select(truth => Enumerable.Range(0, matrix.Classes).Select(predicted => matrix[truth, predicted])), options);
            }

            writer.WriteEndObject();
        }
    }

    private sealed class FiguresConverter : JsonConverter<EvaluationFigures>
    {
        public override EvaluationFigures Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Commands write documents and do not read them.");

        public override void Write(Utf8JsonWriter writer, EvaluationFigures value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var figure in Figure.All)
            {
                if (figure.Get(value) is { } estimate)
                {
                    writer.WriteStartObject(figure.Name);
                    Write(writer, "value", estimate.Value, options);
                    Write(writer, "low", estimate.Low, options);
                    Write(writer, "high", estimate.High, options);
                    Write(writer, "gridError", estimate.GridError, options);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndObject();
        }

        private static void Write(Utf8JsonWriter writer, string name, double? value, JsonSerializerOptions options)
        {
            if (value is { } number)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, number, options);
            }
        }
    }

    private sealed class SpecConverter : JsonConverter<SpecDocument>
    {
        public override SpecDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Commands write documents and do not read them.");

        public override void Write(Utf8JsonWriter writer, SpecDocument value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("digest", value.Digest);
            writer.WritePropertyName("content");
            writer.WriteRawValue(value.Json);
            writer.WriteEndObject();
        }
    }

    private sealed class FiniteConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
