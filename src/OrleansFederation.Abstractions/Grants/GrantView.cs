namespace OrleansFederation.Grants;

/// <summary>A grant as others see it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Principal">Who holds it.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="Until">When it ends; null never.</param>
/// <param name="By">Who gave it.</param>
/// <param name="At">When it was given.</param>
[GenerateSerializer, Immutable, Alias("of.grant-view")]
public sealed record GrantView(
    [property: Id(0)] string Model,
    [property: Id(1)] string Principal,
    [property: Id(2)] GrantScopes Scopes,
    [property: Id(3)] DateTimeOffset? Until,
    [property: Id(4)] string By,
    [property: Id(5)] DateTimeOffset At);
