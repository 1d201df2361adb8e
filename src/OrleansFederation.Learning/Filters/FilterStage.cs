namespace OrleansFederation.Filters;

/// <summary>
/// What a filter does, in the only order in which filters are safe together: an update is bounded before noise is measured by the bound,
/// noise is added before the representation changes, and what masks hide is what is sent.
/// </summary>
public enum FilterStage
{
    /// <summary>Bounds the update, as clipping does.</summary>
    Bound = 0,

    /// <summary>Adds noise.</summary>
    Perturb = 1,

    /// <summary>Changes how the numbers are written: an <see cref="IUpdateCodec"/>.</summary>
    Represent = 2,

    /// <summary>Hides single updates, so that only their sum can be read.</summary>
    Conceal = 3,
}
