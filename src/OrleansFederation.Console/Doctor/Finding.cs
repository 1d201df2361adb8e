namespace OrleansFederation.Doctor;

/// <summary>How a check came out.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok = 0,

    /// <summary>Usable, with something to know.</summary>
    Warn = 1,

    /// <summary>Something will not work.</summary>
    Fail = 2,
}

/// <summary>What a check found.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Detail, string? Remedy = null)
{
    /// <summary>A check that came out well.</summary>
    public static Finding Ok(string check, string detail) => new(check, Verdict.Ok, detail);
}
