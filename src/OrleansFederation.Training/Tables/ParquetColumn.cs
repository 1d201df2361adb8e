using System.Globalization;
using System.Numerics;
using System.Text;
using OrleansFederation.Errors;
using Parquet;
using Parquet.Schema;

namespace OrleansFederation.Tables;

/// <summary>One column of a row group: numbers, of which NaN is missing, or text.</summary>
/// <param name="Numbers">The numbers; null where it is text.</param>
/// <param name="Texts">The text as UTF-8; null where it is numbers.</param>
internal sealed record ParquetColumn(double[]? Numbers, byte[]?[]? Texts)
{
    /// <summary>Whether all numbers are kept as they are; else each is read by itself.</summary>
    public bool FitsWhole { get; init; }

    /// <summary>Reads a column. Truth values become 0 and 1, dates seconds since 1970.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="field">The column.</param>
    /// <param name="count">The rows.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FederationException">FED1025 where the column is of a type that is neither numbers nor text nor times.</exception>
    public static async Task<ParquetColumn> ReadAsync(ParquetRowGroupReader group, DataField field, int count, string path, CancellationToken cancellationToken)
    {
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[count];
            await group.ReadAsync(field, texts!, null, cancellationToken);
            return new(null, Array.ConvertAll(texts, text => text is null ? null : Encoding.UTF8.GetBytes(text)));
        }

        Func<Task<double[]>>? read = Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Boolean => () => Convert<bool>(value => value ? 1 : 0),
            TypeCode.SByte => Number<sbyte>,
            TypeCode.Byte => Number<byte>,
            TypeCode.Int16 => Number<short>,
            TypeCode.UInt16 => Number<ushort>,
            TypeCode.Int32 => Number<int>,
            TypeCode.UInt32 => Number<uint>,
            TypeCode.Int64 => Number<long>,
            TypeCode.UInt64 => Number<ulong>,
            TypeCode.Single => Number<float>,
            TypeCode.Double => Number<double>,
            TypeCode.Decimal => Number<decimal>,
            TypeCode.DateTime => () => Convert<DateTime>(value => (value - DateTime.UnixEpoch).TotalSeconds),
            _ => null,
        };
        return read is null
            ? throw FederationErrors.ColumnsDiffer.Exception($"{path}, column {field.Name}", $"the type {field.ClrType.Name} is neither numbers nor text nor times", "Write the column as numbers or text, or leave it out.")
            : new(await read(), null);

        Task<double[]> Number<T>() where T : struct, INumber<T> => Convert<T>(double.CreateSaturating);

        async Task<double[]> Convert<T>(Func<T, double> convert) where T : struct
        {
            if (field.IsNullable)
            {
                var some = new T?[count];
                await group.ReadAsync<T>(field, some.AsMemory(), null, cancellationToken);
                return Array.ConvertAll(some, value => value is { } given ? convert(given) : double.NaN);
            }

            var all = new T[count];
            await group.ReadAsync<T>(field, all.AsMemory(), null, cancellationToken);
            return all as double[] ?? Array.ConvertAll(all, value => convert(value));
        }
    }

    /// <summary>A value as messages show it.</summary>
    /// <param name="index">Its row.</param>
    public string Shown(int index) => Texts is not null
        ? Texts[index] is { } text ? ShownText.Of(Encoding.UTF8.GetString(text)) : "null"
        : Numbers![index].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The hash of a value as a group.</summary>
    /// <param name="index">Its row.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>Whether there is a value.</returns>
    public bool TryHash(int index, out ulong hash)
    {
        ReadOnlySpan<byte> bytes = Texts is not null ? Texts[index] : double.IsNaN(Numbers![index]) ? [] : BitConverter.GetBytes(Numbers[index] + 0.0);
        hash = WordIndex.Hash(bytes);
        return bytes.Length > 0;
    }

    /// <summary>A value as a time.</summary>
    /// <param name="index">Its row.</param>
    /// <param name="time">The time.</param>
    public bool TryTime(int index, out double time)
    {
        if (Texts is not null)
        {
            return TimeText.TryRead(Texts[index], out time);
        }

        time = Numbers![index];
        return double.IsFinite(time);
    }
}
