//! The allocator that every test of this module runs on.

use core::arch::wasm32::memory_size;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A small linear congruential generator: the same numbers in every run.
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % bound
    }
}

#[wasm_bindgen_test]
fn blocks_never_overlap_when_they_are_allocated_grown_shrunk_and_freed() {
    let mut numbers = Numbers(1);
    let mut blocks: Vec<Vec<u8>> = Vec::new();
    for round in 0..50_000 {
        let mark = round as u8;
        let size = 1 << numbers.below(14);
        match numbers.below(4) {
            0 | 1 => blocks.push(vec![mark; numbers.below(size)]),
            2 if !blocks.is_empty() => {
                let index = numbers.below(blocks.len());
                let kept = blocks[index].first().copied().unwrap_or(mark);
                blocks[index].resize(numbers.below(size), kept);
                blocks[index].shrink_to_fit();
                blocks[index].fill(kept);
            }
            3 if !blocks.is_empty() => {
                let block = blocks.swap_remove(numbers.below(blocks.len()));
                assert!(block.windows(2).all(|pair| pair[0] == pair[1]));
            }
            _ => {}
        }
    }
    assert!(blocks.iter().all(|block| block.windows(2).all(|pair| pair[0] == pair[1])));
}

#[wasm_bindgen_test]
fn a_growing_buffer_does_not_grow_the_memory_again() {
    let grow = || {
        let mut buffer = Vec::new();
        while buffer.len() < 8 << 20 {
            buffer.extend_from_slice(&[1; 1 << 12]);
        }
    };
    grow();
    let pages = memory_size::<0>();
    for _ in 0..10 {
        grow();
    }
    assert_eq!(memory_size::<0>(), pages);
}

#[wasm_bindgen_test]
fn a_growing_buffer_reuses_the_blocks_of_an_earlier_one() {
    let grow_and_copy = || {
        let mut buffer = Vec::new();
        while buffer.len() < 4 << 20 {
            buffer.extend_from_slice(&[1; 1 << 12]);
        }
        let copy = buffer.clone();
        drop(buffer);
        drop(copy);
    };
    grow_and_copy();
    grow_and_copy();
    let pages = memory_size::<0>();
    for _ in 0..10 {
        grow_and_copy();
    }
    assert_eq!(memory_size::<0>(), pages);
}
