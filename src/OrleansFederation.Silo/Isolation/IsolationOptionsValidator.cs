using Microsoft.Extensions.Options;

namespace OrleansFederation.Isolation;

/// <summary>Reports everything that is wrong with the options of isolated tasks.</summary>
[OptionsValidator]
internal sealed partial class IsolationOptionsValidator : IValidateOptions<IsolationOptions>;
