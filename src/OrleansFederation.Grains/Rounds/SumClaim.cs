namespace OrleansFederation.Rounds;

/// <summary>What a site's partial sum is held against.</summary>
/// <param name="Site">The site.</param>
/// <param name="Most">The greatest norm that the sum has by the receipts of its updates; null where the rule does not rest on norms.</param>
internal sealed record SumClaim(string Site, double? Most);
