using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansFederation.Federations;

/// <summary>How pieces of specs are put together.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class SpecJson : JsonSerializerContext;
