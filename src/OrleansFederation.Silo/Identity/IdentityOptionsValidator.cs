using Microsoft.Extensions.Options;

namespace OrleansFederation.Identity;

/// <summary>Checks what attributes cannot say; every problem is reported at once.</summary>
internal sealed class IdentityOptionsValidator(IdentityAttributesValidator attributes) : IValidateOptions<IdentityOptions>
{
    private static readonly string[] Algorithms = ["ES256", "ES384", "RS256", "PS256"];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var builder = new ValidateOptionsResultBuilder();
        builder.AddResult(attributes.Validate(name, options));
        if (options.ClusterSecret is { Length: > 0 and < ClusterSecret.Shortest } && options.ClusterSecretFile.Length == 0)
        {
            builder.AddError($"has fewer than {ClusterSecret.Shortest} characters; make one with: openssl rand -base64 48", "Identity:ClusterSecret");
        }

        foreach (var issuer in options.Issuers)
        {
            Validate(issuer, $"Identity:Issuers of {issuer.Issuer}", builder);
        }

        foreach (var repeated in options.Issuers.GroupBy(issuer => issuer.Issuer).Where(group => group.Count() > 1))
        {
            builder.AddError($"'{repeated.Key}' is named twice", "Identity:Issuers");
        }

        foreach (var repeated in options.Issuers.Where(issuer => issuer.Prefix.Length > 0).GroupBy(issuer => issuer.Prefix).Where(group => group.Count() > 1))
        {
            builder.AddError($"the prefix '{repeated.Key}' is of two issuers, so that their principals could not be told apart", "Identity:Issuers");
        }

        return builder.Build();
    }

    private static void Validate(IssuerOptions issuer, string place, ValidateOptionsResultBuilder builder)
    {
        foreach (var algorithm in issuer.Algorithms.Except(Algorithms))
        {
            builder.AddError($"the algorithm '{algorithm}' is none of {string.Join(", ", Algorithms)}", place);
        }

        foreach (var (value, role) in issuer.Roles)
        {
            if (RoleNames.Read(role) is not { } read || read.HasFlag(Roles.Site))
            {
                builder.AddError($"'{value}' gives '{role}', which is none of operator, consumer, auditor", place);
            }
        }

        if (issuer.Issuer == TokenIssuer.Name || issuer.Issuer.StartsWith(TokenIssuer.SitePrefix, StringComparison.Ordinal))
        {
            builder.AddError("the name is the cluster's own", place);
        }

        if (issuer.KeySetFile.Length == 0 && !IsSafe(MetadataOf(issuer)))
        {
            builder.AddError($"the metadata address '{MetadataOf(issuer)}' is neither https nor on the loopback", place);
        }
    }

    /// <summary>Where an issuer's metadata is.</summary>
    public static string MetadataOf(IssuerOptions issuer) =>
        issuer.Metadata.Length > 0 ? issuer.Metadata : issuer.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";

    private static bool IsSafe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}

/// <summary>Checks what the attributes say.</summary>
[OptionsValidator]
internal sealed partial class IdentityAttributesValidator : IValidateOptions<IdentityOptions>;
