using OrleansFederation.Preprocessing;

namespace OrleansFederation.Federations;

/// <summary>Makes the preprocessing section of a spec of its JSON.</summary>
internal static class PreprocessingMapper
{
    /// <summary>Maps a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="isWanted">Whether a spec without the section has preprocessing all the same: it has columns, and leaves the model's input open.</param>
    public static PreprocessingSpec? Map(SpecValue section, bool isWanted)
    {
        if (!section.IsMapping)
        {
            return isWanted && section.Element is null ? new() : null;
        }

        // Keys beside a plugin are mapped all the same, so that the checks can refuse them.
        if (section["plugin"].Element is not null && section.Members.Count() == 1)
        {
            return null;
        }

        PreprocessingSpec standard = new();
        return new()
        {
            Impute = section["impute"].Text switch { "mean" => Imputation.Mean, "zero" => Imputation.Zero, _ => standard.Impute },
            Scale = section["scale"].Text switch { "minmax" => Scaling.MinMax, "none" => Scaling.None, _ => standard.Scale },
            Indicators = section["indicators"].Flag ?? standard.Indicators,
            Fit = section["fit"].Text == "client" ? FittedTo.Client : standard.Fit,
        };
    }
}
