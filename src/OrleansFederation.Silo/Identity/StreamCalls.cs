using Orleans.Serialization.Invocation;

namespace OrleansFederation.Identity;

/// <summary>Sees through the extension by which grain methods that return streams are called: to a filter they all look alike.</summary>
internal static class StreamCalls
{
    private const string Start = nameof(IAsyncEnumerableGrainExtension.StartEnumeration);

    private const EnumerationResult Ended =
        EnumerationResult.Completed | EnumerationResult.Error | EnumerationResult.Canceled | EnumerationResult.MissingEnumeratorError;

    /// <summary>Gives the request behind one that opens a stream; null where it opens none.</summary>
    public static IInvokable? Opened(IInvokable request) =>
        IsStart(request) ? Arguments(request).OfType<IInvokable>().FirstOrDefault() : null;

    /// <summary>Gives the number of the stream that a request continues or ends; null where it does neither.</summary>
    public static Guid? Continued(IInvokable request) => IsStream(request) && !IsStart(request) ? IdOf(request) : null;

    /// <summary>Gives the number of the stream that a request is about; null where it is about none.</summary>
    public static Guid? IdOf(IInvokable request) => IsStream(request) ? Arguments(request).OfType<Guid>().Select(id => (Guid?)id).FirstOrDefault() : null;

    /// <summary>Tells whether a stream goes on after an answer.</summary>
    public static bool GoesOn(object? answer) => answer is ValueTuple<EnumerationResult, object> { Item1: var status } && (status & Ended) == 0;

    // The name that a request gives of its method has the method's type parameters behind it.
    private static bool IsStart(IInvokable request) => IsStream(request) && request.GetMethodName().Split('<')[0] == Start;

    private static bool IsStream(IInvokable request) => request.GetInterfaceType() == typeof(IAsyncEnumerableGrainExtension);

    private static IEnumerable<object?> Arguments(IInvokable request)
    {
        for (var i = 0; i < request.GetArgumentCount(); i++)
        {
            yield return request.GetArgument(i);
        }
    }
}
