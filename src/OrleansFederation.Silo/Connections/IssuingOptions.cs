using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrleansFederation.Connections;

/// <summary>Whether a coordinator issues certificates to the sites that it approves.</summary>
public sealed class IssuingOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Issuing";

    /// <summary>The folder of the cluster's authority with its key, as <c>fed tls init</c> makes it. Default: none; then certificates are issued with <c>fed tls issue</c>.</summary>
    public string Authority { get; set; } = "";

    /// <summary>How long a site's certificate is good. Default: 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Validates <see cref="IssuingOptions"/> by its annotations.</summary>
[OptionsValidator]
internal sealed partial class IssuingOptionsValidator : IValidateOptions<IssuingOptions>;
