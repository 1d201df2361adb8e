using System.Text.Json.Serialization;

namespace OrleansFederation.Storage;

/// <summary>What the marker file of a state directory says.</summary>
/// <param name="Schema">The number of the directory's layout.</param>
internal sealed record StateMarker(int Schema);

/// <summary>The form of the marker file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StateMarker))]
internal sealed partial class StateMarkerJson : JsonSerializerContext;
