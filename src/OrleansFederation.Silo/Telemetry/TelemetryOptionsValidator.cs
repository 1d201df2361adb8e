using Microsoft.Extensions.Options;

namespace OrleansFederation.Telemetry;

/// <summary>Reports everything that is wrong with the options of telemetry.</summary>
[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
