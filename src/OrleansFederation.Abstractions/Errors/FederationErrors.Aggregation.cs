namespace OrleansFederation.Errors;

/// <summary>What can be wrong when updates are aggregated.</summary>
public static partial class FederationErrors
{
    /// <summary>A robust rule has too few updates for what it is to bear.</summary>
    public static readonly FederationError TooFewUpdates = new("FED3060", "Too few updates for the aggregation rule",
        "A rule that is to bear wrong updates needs a number of honest ones beside them: Krum 2f + 3 updates for f wrong ones, Bulyan 4f + 3. With fewer, what it chooses may be what an attacker sent.",
        "Raise sampling.minimum, lower the rule's argument, or choose another rule: `fed spec check SPEC` says what a rule bears.", ExitCodes.NotMet, 422);

    /// <summary>A rule weighs by a figure that a receipt does not have.</summary>
    public static readonly FederationError FigureMissing = new("FED3061", "A receipt lacks a figure that the rule weighs by",
        "Some rules weigh updates by what their receipts say beside the examples, such as the update's norm. A receipt without it, from a site of an older version for example, gives no weight.",
        "Update the site's silo, or choose a rule that weighs by examples only.", ExitCodes.NotMet, 422);
}
