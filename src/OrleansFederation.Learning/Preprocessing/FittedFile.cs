using System.Text.Json.Serialization;

namespace OrleansFederation.Preprocessing;

/// <summary><see cref="FittedPreprocessing"/> as a file.</summary>
/// <param name="Schema">The form's number.</param>
/// <param name="Rows">How many rows it was fitted to.</param>
/// <param name="Columns">The columns of raw input.</param>
/// <param name="Values">Features that are numbers.</param>
/// <param name="Indicators">Columns whose missing values have a feature.</param>
/// <param name="Categories">Features that are categories.</param>
internal sealed record FittedFile(int Schema, long Rows, RawColumn[] Columns, ValueFeature[] Values, int[] Indicators, CategoryFeature[] Categories)
{
    /// <summary>The numbers of one channel, where inputs are images.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Plane { get; init; }
}
