namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>What a site sent as statistics, or what was kept as fitted preprocessing, cannot be read.</summary>
    public static readonly FederationError StatisticsMalformed = new("FED1070", "Statistics malformed",
        "Statistics of columns, from which preprocessing is fitted, are damaged, of an unknown form, or not of the columns that the spec names.",
        "Run the same version of the program at every site, and see that all read the same spec.", ExitCodes.Usage, 400);
}
