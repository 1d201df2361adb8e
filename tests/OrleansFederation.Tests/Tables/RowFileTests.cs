using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Files of rows, mapped or read row by row.</summary>
public sealed class RowFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fed-rows-").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(RowFile.LargestMapped)]
    public void Rows_read_back_whether_the_file_is_mapped_or_not(long largestMapped)
    {
        var path = Write(1000);

        var file = RowFile.Open(path, largestMapped)!;

        Assert.Equal((1000, 12, 1000L), (file.Count, file.Stride, file.Summary.Examples));
        foreach (var row in (int[])[0, 1, 499, 999])
        {
            var numbers = new float[2];
            file.Read(row, 0, numbers.AsSpan());
            Assert.Equal([row, -row], numbers);
            Assert.Equal(row % 7, file.Read<int>(row, 8));
        }
    }

    [Fact]
    public void Rows_in_any_order_and_of_two_files_by_turns_are_those_that_were_asked_for()
    {
        var (one, other) = (RowFile.Open(Write(60_000), largestMapped: 0)!, RowFile.Open(Write(500), largestMapped: 0)!);
        int[] rows = [.. Enumerable.Range(0, 40_000), .. Enumerable.Range(0, 9_000).Select(i => i * 5), .. Enumerable.Range(0, 9_000).Select(i => i * 7919 % 60_000), 59_999, 59_998, 0];

        foreach (var row in rows)
        {
            Assert.Equal(row, one.Read<float>(row, 0));
            if (row % 1000 == 0)
            {
                Assert.Equal(row % 500 % 7, other.Read<int>(row % 500, 8));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RowFile.LargestMapped)]
    public void A_file_that_was_removed_stays_readable_while_it_is_used(long largestMapped)
    {
        var path = Write(10);
        var file = RowFile.Open(path, largestMapped)!;

        File.Delete(path);

        Assert.Equal(3, file.Read<int>(3, 8));
        Assert.Null(RowFile.Open(path, largestMapped));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(500)]
    public void A_file_that_was_not_finished_is_none(int length)
    {
        var path = Write(100);
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(length);
        }

        Assert.Null(RowFile.Open(path));
    }

    [Fact]
    public void A_file_that_is_cut_off_while_it_is_used_is_FED2018()
    {
        var path = Write(100);
        var file = RowFile.Open(path, largestMapped: 0)!;

        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(500);
        }

        Assert.Equal("FED2018", Assert.Throws<FederationException>(() => file.Read<int>(99, 8)).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(int rows)
    {
        var path = Path.Combine(_folder, "rows");
        using RowFileWriter writer = new(_folder, 12);
        for (var row = 0; row < rows; row++)
        {
            BitConverter.TryWriteBytes(writer.Row, (float)row);
            BitConverter.TryWriteBytes(writer.Row[4..], (float)-row);
            BitConverter.TryWriteBytes(writer.Row[8..], row % 7);
            writer.Add();
        }

        writer.Complete(path, new DataSummary { Examples = rows, Dropped = new Dictionary<string, long>(), Missing = new Dictionary<string, long>() });
        return path;
    }
}
