using OrleansFederation.Cli;

namespace OrleansFederation.Doctor;

internal sealed class DoctorCommand() : FedCommand("doctor", "Checks this machine and says what to mend.", "fed doctor")
{
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => Task.FromResult(0);
}
