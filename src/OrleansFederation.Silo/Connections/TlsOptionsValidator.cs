using Microsoft.Extensions.Options;

namespace OrleansFederation.Connections;

[OptionsValidator]
internal sealed partial class TlsRangesValidator : IValidateOptions<TlsOptions>;

/// <summary>Reports every fault of the section Tls at once.</summary>
internal sealed class TlsOptionsValidator : IValidateOptions<TlsOptions>
{
    private readonly TlsRangesValidator _ranges = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        List<string> faults = [.. _ranges.Validate(name, options).Failures ?? [], .. options.Faults()];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
