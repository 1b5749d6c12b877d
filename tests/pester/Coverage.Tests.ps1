# Every parameter set of every cmdlet is called here, and every error id is met in a test: here, in the other files, or where the table below says.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    $sets = @(
        foreach ($command in Get-Command -Module FtcTools -CommandType Cmdlet) {
            foreach ($set in $command.ParameterSets) { @{ Cmdlet = $command.Name; Set = $set.Name } }
        }
    )
    $codes = @(Get-ChildItem "$PSScriptRoot/../../docs/codes" -Filter FTC*.md | ForEach-Object { @{ Code = $_.BaseName } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }

    "x,y,f`n1,0,0`n2,1,0`n3,0,0" | Set-Content data.csv
    'experiment: line', 'dataset: { line: { T: [2, 4] } }' | Set-Content line.ftc.yaml
    $script:g = New-FtcNetwork -T 2, 4, 9 -Untouched Exact
    $g | Export-FtcNetwork g.json
    $script:data = $g.Dataset
    $script:row = [pscustomobject]@{ X = 2; Y = 1; F = 0 }
    $null = Invoke-FtcExperiment line.ftc.yaml -OutputPath results
    $script:model = Convert-Path "$PSScriptRoot/../../examples/onnx-patch/digits-mlp.onnx"
    # Some of the digits are enough for a call.
    Get-Content "$PSScriptRoot/../../examples/quickstart/digits.csv" -TotalCount 101 | Set-Content digits.csv
    $digits = Import-FtcDataset digits.csv -Features x0..x63 -Label label -Pretrained $model -Classification

    # A region that is the first sample, within which the model is right or mended.
    $first = Import-Csv "$PSScriptRoot/../../examples/quickstart/digits.csv" | Select-Object -First 1
    $image = [double[]](0..63 | ForEach-Object { $first."x$_" })
    $region = New-FtcRegion -Low $image -High $image -Class $first.label
    'region,a.low,a.high,class', 'rule,0,1,0' | Set-Content rules.csv

    # What comes from the pipeline stands under '<'.
    $script:calls = @{
        'Export-FtcNetwork/__AllParameterSets' = @{ '<' = $g; Path = 'a.json'; PassThru = $true }
        'Export-FtcReport/InputObject'         = @{ '<' = Invoke-FtcExperiment line.ftc.yaml; Path = 'a.html'; PassThru = $true }
        'Export-FtcReport/ResultPath'          = @{ ResultPath = 'results/line'; Path = 'a.csv'; PassThru = $true }
        'Export-FtcReport/Capacity'            = @{ '<' = Get-FtcCapacity -N 8, 16 -Method FewestKnots; Path = 'c.html'; PassThru = $true }
        'Export-FtcReport/Alternative'              = @{ '<' = $digits | Measure-FtcNetwork -Radius 0 -Pretrained $model -Steps 1; Path = 'r.html'; PassThru = $true }
        'Get-FtcBounds/Edits'                  = @{ N = 3; K = 30; Dimension = 4 }
        'Get-FtcBounds/Pieces'                 = @{ N = 3; K = 30; Pieces = 3 }
        'Get-FtcBounds/Classes'                = @{ N = 30; Classes = 3 }
        'Get-FtcCapacity/Neurons'              = @{ M = 10; K = 100 }
        'Get-FtcCapacity/Parameters'           = @{ N = 8; Method = 'FewestKnots' }
        'Import-FtcDataset/Path'               = @{ Path = 'da*.csv'; Features = 'x'; Label = 'y'; Prediction = 'f' }
        'Import-FtcDataset/LiteralPath'        = @{ LiteralPath = 'data.csv'; Features = 'x'; Residual = 'y' }
        'Import-FtcExperiment/Path'            = @{ Path = '*.yaml' }
        'Import-FtcExperiment/LiteralPath'     = @{ LiteralPath = 'line.ftc.yaml' }
        'Import-FtcNetwork/Path'               = @{ Path = 'g.js*' }
        'Import-FtcModel/Path'                 = @{ Path = $model }
        'Import-FtcModel/LiteralPath'          = @{ LiteralPath = $model }
        'Import-FtcNetwork/LiteralPath'        = @{ LiteralPath = 'g.json' }
        'Import-FtcRegion/Path'                = @{ Path = 'rule*.csv' }
        'Import-FtcRegion/LiteralPath'         = @{ LiteralPath = 'rules.csv' }
        'Invoke-FtcExperiment/Path'            = @{ Path = 'line.*'; Set = @{ 'network.layers' = 2 } }
        'Invoke-FtcExperiment/LiteralPath'     = @{ LiteralPath = 'line.ftc.yaml' }
        'Invoke-FtcExperiment/InputObject'     = @{ '<' = Import-FtcExperiment line.ftc.yaml; ThrottleLimit = 1 }
        'Invoke-FtcNetwork/Dataset'            = @{ '<' = $g; Dataset = $data }
        'Invoke-FtcNetwork/Sample'             = @{ '<' = $g; Sample = 2, 2.5 }
        'Invoke-FtcNetwork/InputObject'        = @{ '<' = $row; Network = $g; Feature = 'X'; Prediction = 'F' }
        'Measure-FtcNetwork/Own'               = @{ '<' = $g; Dataset = $data }
        'Measure-FtcNetwork/HeldOut'           = @{ '<' = $g; HeldOut = $data }
        'Measure-FtcNetwork/At'                = @{ '<' = $digits; At = 'input'; Pretrained = $model; Folds = 2; TimeLimit = 20 }
        'Measure-FtcNetwork/Folds'             = @{ '<' = $g; Folds = 2 }
        'Measure-FtcNetwork/Direction'         = @{ '<' = $g; Direction = 1; From = 3 }
        'Measure-FtcNetwork/Samples'           = @{ '<' = $g; From = 3; To = 5 }
        'Measure-FtcNetwork/Limits'            = @{ '<' = $g; Limits = $true }
        'Measure-FtcNetwork/Radius'            = @{ '<' = $digits; Radius = 0; Pretrained = $model; Steps = 1 }
        'New-FtcDataset/Line'                  = @{ Line = $true; T = 2, 4 }
        'New-FtcDataset/RandomLine'            = @{ Line = $true; N = 2; K = 20 }
        'New-FtcDataset/Gaussian'              = @{ Gaussian = $true; N = 2; K = 20; Dimension = 2 }
        'New-FtcDataset/HardInstance'          = @{ HardInstance = $true; N = 2; K = 20 }
        'New-FtcDataset/Prediction'            = @{ '<' = 1..3 | ForEach-Object { @{ X = $_; Y = 1; F = 0 } }; Feature = 'X'; Label = 'Y'; Prediction = 'F' }
        'New-FtcDataset/Residual'              = @{ '<' = 1..3 | ForEach-Object { @{ X = $_; Z = 1 } }; Feature = 'X'; Residual = 'Z' }
        'New-FtcNetwork/Dataset'               = @{ '<' = $data; Layers = 2 }
        'New-FtcNetwork/Line'                  = @{ T = 2, 4; K = 20 }
        'New-FtcNetwork/Region'                = @{ Region = $region; Pretrained = $model; TimeLimit = 60 }
        'New-FtcRegion/Class'                  = @{ Low = 0, 18; High = 100, 99; Class = 0 }
        'New-FtcRegion/Require'                = @{ Low = 0, 18; High = 100, 99; Require = 'y1 > y0' }
        'Test-FtcNetwork/Network'              = @{ '<' = $g; Arithmetic = 'Float64' }
        'Test-FtcNetwork/Region'               = @{ Region = $region; Pretrained = $model; TimeLimit = 60 }
        'Update-FtcNetwork/Dataset'            = @{ '<' = $g; Dataset = New-FtcDataset -Line -T 2, 4, 9, 12 -K 16 }
        'Update-FtcNetwork/Add'                = @{ '<' = $g; Add = 1..3 | ForEach-Object { @{ X = 20 * $_; Z = 1 } } | New-FtcDataset -Feature X -Residual Z }
        'Update-FtcNetwork/Withdraw'           = @{ '<' = $g; Withdraw = 2 }
        'Update-FtcNetwork/Compact'            = @{ '<' = $g; Compact = $true }
    }

    # Ids that no call of the module is known to meet: why, and the test that does.
    $script:elsewhere = @{
        FTC0032 = 'random directions that all fail have no data that anybody knows', 'FtcTools.Core.Tests/Data/NeighboursTests.cs', 'Codes.NoDirection'
        FTC0044 = 'a machine on which ONNX Runtime does not start', 'FtcTools.Models.Tests/Runtime/RuntimeLibraryTests.cs', 'Codes.Runtime'
        FTC0047 = 'samples that take more memory than a process has', 'FtcTools.Models.Tests/Data/StoredDataTests.cs', 'Codes.OnDisk'
        FTC0058 = 'only a build makes patches', 'FtcTools.MSBuild.Tests/PatchTests.cs', 'FTC0058'
        FTC0059 = 'only a build has several patches', 'FtcTools.MSBuild.Tests/PatchTests.cs', 'FTC0059'
        FTC0060 = 'experiments train from random weights, only .NET code from a network of its own', 'FtcTools.Core.Tests/Training/TrainerTests.cs', 'Codes.NotTrainable'
        FTC0069 = 'a Slurm node must fail again and again', 'FtcTools.Experiments.Tests/Slurm/SlurmTests.cs', 'Codes.LostCell'
    }
}

AfterAll { Pop-Location }

Describe '<Cmdlet> with the parameter set <Set>' -ForEach $sets {
    It 'is called' {
        $call = $calls["$Cmdlet/$Set"]
        $call | Should -Not -BeNullOrEmpty -Because 'each parameter set has a call in the table of this file'
        $given = @($call.Keys.Where({ $_ -ne '<' }))
        $piped = if ($call.ContainsKey('<')) { [psobject], @($call['<'])[0].GetType() }
        # Of all parameter sets only this one takes what is given.
        $takers = (Get-Command $Cmdlet).ParameterSets.Where({
                $names = $_.Parameters.Name
                $missing = $_.Parameters.Where({ $_.IsMandatory -and $_.Name -notin $given -and -not ($_.ValueFromPipeline -and $_.ParameterType -in $piped) })
                -not $missing -and -not $given.Where({ $_ -notin $names })
            })
        $takers.Name | Should -Be $Set
        $arguments = $call.Clone()
        $arguments.Remove('<')
        $result = if ($call.ContainsKey('<')) { $call['<'] | & $Cmdlet @arguments -ErrorAction Stop } else { & $Cmdlet @arguments -ErrorAction Stop }
        $result | Should -Not -BeNullOrEmpty
        $types = (Get-Command $Cmdlet).OutputType.Name
        foreach ($object in $result) { $object.GetType().FullName | Should -BeIn $types }
    }
}

Describe '<Code>' -ForEach $codes {
    It 'is met in a test' {
        if ($elsewhere.ContainsKey($Code)) {
            $null, $file, $sign = $elsewhere[$Code]
            @(Select-String -LiteralPath "$PSScriptRoot/../$file" -SimpleMatch $sign).Count | Should -BeGreaterThan 0
        }
        else {
            $files = Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1
            @(Select-String -LiteralPath $files.FullName -Pattern "$Code\b").Count | Should -BeGreaterThan 0
        }
    }
}

Describe 'An error of the module' {
    It 'is <Code> for <Name>' -ForEach @(
        @{ Code = 'FTC0019'; Name = 'a column twice'; Script = {
                "x,x,y,f`n1,1,0,0" | Set-Content twice.csv
                Import-FtcDataset twice.csv -Features x -Label y -Prediction f @args
            }
        }
        @{ Code = 'FTC0022'; Name = 'a quote that is not closed'; Script = {
                "x,y,f`n1,0,`"0`n2,0,0" | Set-Content quote.csv
                Import-FtcDataset quote.csv -Features x -Label y -Prediction f @args
            }
        }
        @{ Code = 'FTC0083'; Name = 'a region on which sums may overflow'; Script = {
                New-FtcRegion -Low (@(-3e38) * 64) -High (@(3e38) * 64) -Class 0 | New-FtcNetwork -Pretrained $model -Form Whole @args
            }
        }
        @{ Code = 'FTC0042'; Name = 'an operator that is not read'; Script = {
                $g | Export-FtcNetwork relu.onnx
                $latin = [System.Text.Encoding]::Latin1
                $text = $latin.GetString([System.IO.File]::ReadAllBytes("$TestDrive/relu.onnx")).Replace('Relu', 'Sqrt')
                [System.IO.File]::WriteAllBytes("$TestDrive/sqrt.onnx", $latin.GetBytes($text))
                Import-FtcNetwork sqrt.onnx @args
            }
        }
        @{ Code = 'FTC0051'; Name = 'a sample in a ring of edits that must share a polytope'; Script = {
                $ring = foreach ($a in -1.2, -0.4, 0.4, 1.2) {
                    foreach ($b in -1.2, 1.2) { @{ X = $a; Y = $b; Z = 1 }; @{ X = $b; Y = $a; Z = 1 } }
                }
                $ring + @{ X = 0; Y = 0; Z = 0 } | New-FtcDataset -Feature X, Y -Residual Z | New-FtcNetwork -Method Polytope -Radius 0.5 @args
            }
        }
        @{ Code = 'FTC0052'; Name = 'an edit that no band between two lines cuts off within the radius'; Script = {
                $square = foreach ($a in -1, 0, 1) { foreach ($b in -1, 0, 1) { @{ X = $a; Y = $b; Z = [int]($a -eq 0 -and $b -eq 0) } } }
                $square | New-FtcDataset -Feature X, Y -Residual Z | New-FtcNetwork -Method Slabs -Radius 0.3 @args
            }
        }
        @{ Code = 'FTC0053'; Name = 'a time limit that is too short for any network'; Script = {
                New-FtcDataset -Gaussian -N 1000 -K 20000 -Dimension 10 | New-FtcNetwork -Method Hats -TimeLimit 0.001 @args
            }
        }
        @{ Code = 'FTC0056'; Name = 'samples that are one point in float32'; Script = {
                $near = 1000000.01, 1000000.02, 5 | ForEach-Object { @{ X = $_; Z = [int]($_ -eq 1000000.01) } } | New-FtcDataset -Feature X -Residual Z
                $near | New-FtcNetwork | Export-FtcNetwork near.cs -Precision Float32 -Untouched Any @args
            }
        }
        @{ Code = 'FTC0061'; Name = 'training that diverges'; Script = {
                'experiment: d', 'dataset: { relabelled: { N: 2, K: 40, dimension: 2 } }', 'train: { neurons: 4, steps: 50, learningRate: 1e30, optimizer: sgd }' | Set-Content d.ftc.yaml
                Invoke-FtcExperiment d.ftc.yaml @args
            }
        }
        @{ Code = 'FTC0070'; Name = 'an option that a method does not take'; Script = { New-FtcNetwork -T 2, 4, 9 -Method Sawtooth -Widths 3, 4 @args } }
    ) {
        $failure = Get-Failure $Script
        $failure.FullyQualifiedErrorId | Should -BeLike "$Code,FtcTools.PowerShell.*"
        "$failure".Length | Should -BeGreaterThan 20
    }

    It 'is FTC0099 for a fault of FtcTools itself' {
        # No input is known that leads to one.
        $network = (Get-Command New-FtcNetwork).OutputType[0].Type
        $complaint = $network.Assembly.GetType('FtcTools.Diagnostics.FtcException').GetMethod('Of')
        $found = $complaint.Invoke($null, @([AggregateException]::new([IndexOutOfRangeException]::new('beyond'))))
        $found.Code | Should -Be 'FTC0099'
        $found.Message | Should -BeLike '*IndexOutOfRangeException: beyond'
    }
}
