using System.Reflection;

namespace OrleansFederation.Fixtures;

/// <summary>A port of which a test needs one answer: whatever is called gives it.</summary>
public class OneAnswer : DispatchProxy
{
    private object? _answer;

    /// <summary>Makes a port.</summary>
    /// <param name="answer">The answer to every call.</param>
    public static T Of<T>(object answer) where T : class
    {
        var port = Create<T, OneAnswer>();
        ((OneAnswer)(object)port)._answer = answer;
        return port;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.ReturnType.IsInstanceOfType(_answer) ? _answer : throw new NotSupportedException($"No test answers {targetMethod.Name}.");
}
