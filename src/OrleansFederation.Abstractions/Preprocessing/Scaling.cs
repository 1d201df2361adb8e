namespace OrleansFederation.Preprocessing;

/// <summary>How numbers are brought to one scale. A column that is constant or absent is divided by 1.</summary>
public enum Scaling
{
    /// <summary>(x − mean) / deviation, over the values that are there; the deviation is that of the population.</summary>
    Standard = 0,

    /// <summary>(x − least) / (greatest − least), so that what was seen lies in 0…1.</summary>
    MinMax = 1,

    /// <summary>As they are.</summary>
    None = 2,
}
