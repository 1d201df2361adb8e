namespace OrleansFederation.Preprocessing;

/// <summary>What takes the place of a missing number.</summary>
public enum Imputation
{
    /// <summary>The median of the values that are there, within half a per cent of it.</summary>
    Median = 0,

    /// <summary>Their mean.</summary>
    Mean = 1,

    /// <summary>Zero, before scaling.</summary>
    Zero = 2,
}
