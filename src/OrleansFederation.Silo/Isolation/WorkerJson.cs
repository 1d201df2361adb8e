using System.Text.Json.Serialization;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>The form of what a silo and the process of a task write for each other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(TaskReport))]
[JsonSerializable(typeof(TrainingProgress))]
internal sealed partial class WorkerJson : JsonSerializerContext;
