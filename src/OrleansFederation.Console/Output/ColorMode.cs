namespace OrleansFederation.Output;

/// <summary>Whether text is coloured.</summary>
internal enum ColorMode
{
    /// <summary>On terminals that can, unless <c>NO_COLOR</c> or <c>CI</c> is set.</summary>
    Auto = 0,

    /// <summary>Also where the output is no terminal.</summary>
    Always = 1,

    /// <summary>Not at all.</summary>
    Never = 2,
}
