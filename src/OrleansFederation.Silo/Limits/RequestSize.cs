using Orleans.Serialization.Invocation;
using OrleansFederation.Inference;

namespace OrleansFederation.Limits;

/// <summary>Measures what a caller sends: the texts and numbers among a request's arguments. Everything else that callers send is small.</summary>
internal static class RequestSize
{
    /// <summary>Gives the bytes of a request's arguments.</summary>
    public static long Of(IInvokable request)
    {
        long bytes = 0;
        for (var i = 0; i < request.GetArgumentCount(); i++)
        {
            bytes += request.GetArgument(i) switch
            {
                string text => text.Length * (long)sizeof(char),
                InferenceRequest inference => (inference.Inputs.Length * (long)sizeof(float))
                    + (((inference.Reference?.Length ?? 0) + (inference.Rows?.Length ?? 0) + (inference.Client?.Length ?? 0)) * (long)sizeof(char)),
                _ => 0,
            };
        }

        return bytes;
    }
}
