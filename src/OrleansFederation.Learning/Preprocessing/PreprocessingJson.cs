using System.Text.Json.Serialization;

namespace OrleansFederation.Preprocessing;

/// <summary>How statistics and fitted preprocessing are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StatisticsFile))]
[JsonSerializable(typeof(FittedFile))]
[JsonSerializable(typeof(PersonalFile))]
internal sealed partial class PreprocessingJson : JsonSerializerContext;
