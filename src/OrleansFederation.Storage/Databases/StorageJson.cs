using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Databases;

/// <summary>
/// The form of records in JSON columns: camel case, enumerations by name, nothing for null, and NaN and infinities by name since a
/// diverged training has them.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(VersionManifest))]
[JsonSerializable(typeof(RoundReport))]
[JsonSerializable(typeof(TaskReport))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Contributor[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ParticipantRow[]))]
[JsonSerializable(typeof(ReportRow[]))]
[JsonSerializable(typeof(ScoredRow[]))]
[JsonSerializable(typeof(UpdateScore[]))]
[JsonSerializable(typeof(NameRow[]))]
[JsonSerializable(typeof(EnrolmentRow[]))]
[JsonSerializable(typeof(ParentRow[]))]
[JsonSerializable(typeof(ArtifactRow[]))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    /// <summary>Writes a record.</summary>
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <summary>Reads a record.</summary>
    public static T Read<T>(string json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new InvalidOperationException($"A row holds JSON null where a {typeof(T).Name} belongs.");
}
