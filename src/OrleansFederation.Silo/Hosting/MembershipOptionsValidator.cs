using Microsoft.Extensions.Options;

namespace OrleansFederation.Hosting;

/// <summary>Reports everything that is wrong with the options of membership.</summary>
[OptionsValidator]
internal sealed partial class MembershipOptionsValidator : IValidateOptions<MembershipOptions>;
