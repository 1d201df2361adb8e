using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

/// <summary>An ONNX file, loaded. Safe for concurrent runs, each on its caller's thread alone.</summary>
internal sealed class OnnxSession : IDisposable
{
    private const int MaximumPiece = 32;
    private const int MaximumPieceNumbers = 1 << 20;

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string _place;
    private readonly string _input;
    private readonly string _output;
    private readonly TensorElementType _type;
    private readonly int[] _shape;

    private OnnxSession(InferenceSession session, string place)
    {
        (_session, _place) = (session, place);
        if (session.InputNames.Count != 1 || session.InputMetadata[session.InputNames[0]] is not { IsTensor: true } input)
        {
            throw FederationErrors.InputMismatch.Exception(place, $"the model takes {session.InputNames.Count} inputs, or one that is no tensor", "Use a model of one tensor of numbers.");
        }

        (_input, _output, _type, _shape) = (session.InputNames[0], session.OutputNames[0], input.ElementDataType, input.Dimensions);
        if (_shape.Length == 0
            || _shape.AsSpan(1).ContainsAnyExceptInRange(1, int.MaxValue)
            || _shape.Skip(1).Aggregate(1.0, (product, size) => product * size) * Math.Max(Batch, 1) > Array.MaxLength)
        {
            throw FederationErrors.InputMismatch.Exception(place, $"the model's input has the shape {LayerShape.Text(_shape)}, which leaves more than the batch dimension free, or is too large", "Export the model with a free batch dimension and fixed sizes behind it.");
        }

        InputSize = _shape.Skip(1).Aggregate(1, (product, size) => product * size);
    }

    /// <summary>The numbers of one example's input.</summary>
    public int InputSize { get; }

    /// <summary>
    /// How many examples to hand over at once: few enough for a run's activations to stay in a processor's cache and for the memory that the
    /// runtime keeps to stay small (with 250 images of MNIST a run takes a fifth longer and a session keeps 75 MB, with 32 it keeps 9).
    /// </summary>
    public int Piece => Batch > 0 ? Batch * Math.Max(MaximumPiece / Batch, 1) : Math.Clamp(MaximumPieceNumbers / InputSize, 1, MaximumPiece);

    // The examples that one run takes, where the model fixes them; 0 where it takes any number.
    private int Batch => Math.Max(_shape[0], 0);

    /// <summary>Whether it was disposed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Loads an ONNX file.</summary>
    /// <param name="digest">Its digest, for error messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="FederationException">FED1031 where the runtime cannot load it, FED6001 where it is not a model of one tensor, FED2005.</exception>
    public static OnnxSession Open(string digest, ReadOnlyMemory<byte> file)
    {
        var place = $"ONNX file {digest}";
        var bytes = MemoryMarshal.TryGetArray(file, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : file.ToArray();
        InferenceSession? session = null;
        try
        {
            OnnxEnvironment.EnsureCreated();
            using var options = OnnxEnvironment.SessionOptions();
            session = new(bytes, options);
            return new(session, place);
        }
        catch (OnnxRuntimeException exception)
        {
            session?.Dispose();
            throw new FederationException(FederationErrors.OnnxMalformed.At(place, $"{file.Length} bytes cannot be loaded as a model: {exception.Message}"), exception);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new FederationException(FederationErrors.NativeLibrary.At("onnxruntime", exception.GetBaseException().Message), exception);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Checks that numbers make a whole number of inputs.</summary>
    /// <param name="numbers">How many numbers there are.</param>
    /// <returns>How many inputs they make, 1 or more.</returns>
    /// <exception cref="FederationException">FED6001.</exception>
    public int Rows(int numbers)
    {
        var step = InputSize * Math.Max(Batch, 1);
        return numbers > 0 && numbers % step == 0
            ? numbers / InputSize
            : throw FederationErrors.InputMismatch.Exception(_place, $"{numbers} numbers are not a whole number of inputs of shape {LayerShape.Text([.. _shape.Skip(Batch > 1 ? 0 : 1)])}, which take {step} each");
    }

    /// <summary>Runs the model on the calling thread.</summary>
    /// <param name="inputs">A whole number of inputs, row by row.</param>
    /// <returns>The model's first output.</returns>
    /// <exception cref="FederationException">FED6001.</exception>
    public InferenceOutput Run(ReadOnlyMemory<float> inputs)
    {
        var rows = Rows(inputs.Length);
        var step = Batch > 0 ? Batch : Piece;
        if (rows <= step)
        {
            return RunOnce(inputs, rows);
        }

        List<InferenceOutput> parts = [];
        for (var row = 0; row < rows; row += step)
        {
            var count = Math.Min(step, rows - row);
            parts.Add(RunOnce(inputs.Slice(row * InputSize, count * InputSize), count));
        }

        return new(Join(parts), [parts.Sum(part => part.Shape.FirstOrDefault(1)), .. parts[0].Shape.Skip(1)]);
    }

    /// <summary>Closes the session; no run may be under way.</summary>
    public void Dispose()
    {
        IsClosed = true;
        _session.Dispose();
        _runOptions.Dispose();
    }

    private InferenceOutput RunOnce(ReadOnlyMemory<float> inputs, int rows)
    {
        try
        {
            using var input = Tensor(inputs, [rows, .. _shape.Skip(1).Select(size => (long)size)]);
            using var outputs = _session.Run(_runOptions, [_input], [input], [_output]);
            return Read(outputs[0]);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or OverflowException)
        {
            throw new FederationException(FederationErrors.InputMismatch.At(_place, $"the model cannot run on {rows} inputs: {exception.Message}"), exception);
        }
    }

    private OrtValue Tensor(ReadOnlyMemory<float> inputs, long[] shape) => _type switch
    {
        TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(inputs), shape),
        TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(Convert<double>(inputs.Span), shape),
        TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Convert<int>(inputs.Span), shape),
        TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Convert<long>(inputs.Span), shape),
        _ => throw FederationErrors.InputMismatch.Exception(_place, $"the model takes {_type}, which numbers are not turned into", "Use a model that takes float, double, int32 or int64."),
    };

    private InferenceOutput Read(OrtValue output)
    {
        var info = output.IsTensor ? output.GetTensorTypeAndShape() : throw NotNumbers("no tensor");
        var values = info.ElementDataType switch
        {
            TensorElementType.Float => output.GetTensorDataAsSpan<float>().ToArray(),
            TensorElementType.Double => Narrow(output.GetTensorDataAsSpan<double>()),
            TensorElementType.Int32 => Narrow(output.GetTensorDataAsSpan<int>()),
            TensorElementType.Int64 => Narrow(output.GetTensorDataAsSpan<long>()),
            var other => throw NotNumbers(other.ToString()),
        };
        return new(values, [.. info.Shape.Select(size => checked((int)size))]);
    }

    private FederationException NotNumbers(string what) =>
        FederationErrors.InputMismatch.Exception(_place, $"the model's first output is {what}", "Use a model whose first output is a tensor of float, double, int32 or int64.");

    private T[] Convert<T>(ReadOnlySpan<float> values) where T : struct, INumber<T>
    {
        var converted = new T[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            converted[i] = T.CreateChecked(values[i]);
            if (float.CreateChecked(converted[i]) != values[i] && !float.IsNaN(values[i]))
            {
                throw FederationErrors.InputMismatch.Exception(_place, $"the model takes {_type}, but number {i} is {values[i]}", "Give whole numbers.");
            }
        }

        return converted;
    }

    private static float[] Join(List<InferenceOutput> parts)
    {
        var values = new float[parts.Sum(part => part.Values.Length)];
        var end = 0;
        foreach (var part in parts)
        {
            part.Values.CopyTo(values, end);
            end += part.Values.Length;
        }

        return values;
    }

    private static float[] Narrow<T>(ReadOnlySpan<T> values) where T : struct, INumber<T>
    {
        var narrowed = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            narrowed[i] = float.CreateTruncating(values[i]);
        }

        return narrowed;
    }
}
