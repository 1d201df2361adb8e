using Microsoft.Extensions.Options;

namespace OrleansFederation.Hosting;

/// <summary>Reports everything that is wrong with the options of a silo.</summary>
[OptionsValidator]
internal sealed partial class SiloOptionsValidator : IValidateOptions<SiloOptions>;
