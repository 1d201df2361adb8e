using System.Runtime.InteropServices;
using OrleansFederation.Cli;

using var interrupted = new CancellationTokenSource();

// The first signal ends what is being done in order; the second ends the process at once.
void Interrupt(PosixSignalContext signal)
{
    if (!interrupted.IsCancellationRequested)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await new FedApp(ConsoleHost.Process()).RunAsync(args, interrupted.Token);
